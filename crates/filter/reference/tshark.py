"""What TShark makes of filters: packets of a capture as a table, random filters, and the rows that pass.

    python3 crates/filter/reference/tshark.py CAPTURE

Takes some packets of every kind. Writes `tests/golden/packets.csv` and `tests/golden/tshark.json`, which `tests/filters/tshark.rs` holds ours against. The
capture is the sample that `wiresift sample` writes, and TShark was 4.0.17. Packets are rows as flows would be, so only
those count that have one IP header and one transport header (or neither). Filters use what both languages have: no `xor`
(newer than that TShark), no literal on the left of a chain (which it refuses).
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

FIELDS = """frame.number frame.time_epoch ip.src ip.dst ipv6.src ipv6.dst ip.proto ipv6.nxt tcp.srcport tcp.dstport udp.srcport
udp.dstport icmp.type icmp.code icmpv6.type icmpv6.code dns.qry.name http.host tls.handshake.extensions_server_name
frame.protocols""".split()
NAMES = ["dns.qry.name", "http.host", "tls.handshake.extensions_server_name"]
SERVICES = dict(zip(NAMES, ["dns", "http", "ssl"]))
NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
HEADER = "ts id.orig_h id.orig_p id.resp_h id.resp_p proto service server_name".split()
N_ROWS, N_FILTERS, SEED = 300, 250, 1
GOLDEN = Path(__file__).parent.parent / "tests" / "golden"

choose = random.Random(SEED)
pick = choose.choice


def tshark(capture: str, *arguments: str) -> list[str]:
    run = subprocess.run(["tshark", "-n", "-r", capture, "-T", "fields", *arguments], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def row(packet: dict[str, str]) -> list[str] | None:
    layers = packet["frame.protocols"].split(":")
    if any("|" in value for value in packet.values()):
        return None
    transport = [name for name in NUMBERS if name in layers]
    n_ip = layers.count("ip") + layers.count("ipv6")
    if (n_ip, len(transport)) not in ((0, 0), (1, 1)):
        return None
    protocol = transport[0] if transport else ""
    if protocol and (packet["ip.proto"] or packet["ipv6.nxt"]) != NUMBERS[protocol]:
        return None
    ends = ("srcport", "dstport") if protocol in ("tcp", "udp") else ("type", "code")
    ports = [packet[f"{protocol}.{end}"] if protocol else "" for end in ends]
    named = [(SERVICES[name], packet[name]) for name in NAMES if packet[name]]
    service, server = named[0] if named else ("", "")
    source, destination = packet["ip.src"] or packet["ipv6.src"], packet["ip.dst"] or packet["ipv6.dst"]
    return [packet["frame.time_epoch"], source, ports[0], destination, ports[1], protocol, service, server]


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Filters:
    EQUAL = "== != eq ne === !== any_eq all_ne all_eq any_ne".split()
    ORDER = "< > <= >= lt gt le ge".split()

    def __init__(self, rows: list[list[str]]):
        hosts = {row[at] for row in rows for at in (1, 3) if row[at]}
        self.v4 = sorted(host for host in hosts if ":" not in host)
        self.v6 = sorted(host for host in hosts if ":" in host) or ["fe80::1"]
        self.ports = sorted({row[at] for row in rows for at in (2, 4) if row[at]})
        self.names = sorted({row[7] for row in rows if row[7]})

    def address(self, hosts: list[str], prefixes: list[int]) -> str:
        return pick(hosts) if choose.random() < 0.6 else f"{pick(hosts)}/{pick(prefixes)}"

    def range(self) -> str:
        return "..".join(sorted((pick(self.ports), pick(self.ports)), key=int))

    def test(self) -> str:
        every = pick(["", "", "any ", "all "])
        name, part = pick(NAMES), pick(self.names)
        port = pick("tcp.port tcp.srcport tcp.dstport udp.port udp.srcport udp.dstport".split())
        ip, ipv6 = pick(["ip.addr", "ip.src", "ip.dst"]), pick(["ipv6.addr", "ipv6.src", "ipv6.dst"])
        return pick([
            lambda: f"{every}{ip} {pick(self.EQUAL)} {self.address(self.v4, [8, 12, 16, 20, 24, 30])}",
            lambda: f"{every}{ipv6} {pick(self.EQUAL)} {self.address(self.v6, [8, 16, 32, 64, 120])}",
            lambda: f"{ip} {pick(self.ORDER)} {pick(self.v4)}",
            lambda: f"{every}{port} {pick(self.EQUAL + self.ORDER)} {pick(self.ports)}",
            lambda: f"{port} {pick(['', 'not '])}in {{{pick(self.ports)}, {self.range()}, {pick(self.ports)}}}",
            lambda: pick("tcp udp icmp icmpv6 ip ipv6 tcp.port udp.dstport ip.addr dns.qry.name http.host".split()),
            lambda: f"{name} contains {quoted(part[choose.randrange(3):][:4])}",
            lambda: f"{name} {pick(['matches', '~'])} " + pick(['"^[a-m]"', '"COM$"', '"w{3}"', 'r"\\.(net|org|test)"', '"[0-9]+"']),
            lambda: f"{name} {pick(self.EQUAL + self.ORDER)} {quoted(part)}",
            lambda: f"{pick(['lower', 'upper'])}({name}) contains {quoted(pick([part[:3].upper(), part[:3]]))}",
            lambda: f"len({name}) {pick(self.ORDER + self.EQUAL[:2])} {choose.randrange(5, 30)}",
            lambda: f"{pick(['tcp.srcport', 'udp.dstport'])} & {pick(['1', '0x10', '255'])}{pick(['', ' == 0', ' == 1', ' > 5'])}",
            lambda: f"tcp.srcport {pick(self.ORDER[:4])} tcp.dstport {pick(self.ORDER[:4])} {pick(self.ports)}",
            lambda: pick(["ip.src == ip.dst", "ip.src < ip.dst", "tcp.srcport > tcp.dstport", "udp.srcport == udp.dstport", "ip.src != ip.dst"]),
        ])()

    def filter(self, depth: int = 0) -> str:
        kind = choose.random() if depth < 4 else 0.0
        if kind < 0.4:
            return self.test()
        if kind < 0.6:
            return f"{pick(['not ', '!'])}{pick([f'({self.filter(depth + 1)})', self.test()])}"
        if kind < 0.7:
            return f"({self.filter(depth + 1)})"
        return f"{self.filter(depth + 1)} {pick(['and', 'or', '&&', '||'])} {self.filter(depth + 1)}"


def dump(capture: str) -> dict[int, list[str]]:
    """Usable packets by their number."""
    wanted = [argument for field in FIELDS for argument in ("-e", field)]
    lines = tshark(capture, "-E", "occurrence=a", "-E", "aggregator=|", *wanted)
    packets = [dict(zip(FIELDS, line.split("\t"))) for line in lines]
    return {int(packet["frame.number"]): found for packet in packets if (found := row(packet))}


def varied(rows: dict[int, list[str]]) -> list[int]:
    """As many packets of every kind as there are, up to an equal share."""
    kinds: dict[tuple, list[int]] = {}
    for number, found in rows.items():
        kinds.setdefault((found[5], found[6], ":" in found[1]), []).append(number)
    chosen: list[int] = []
    for at, numbers in enumerate(sorted(kinds.values(), key=len)):
        share = (N_ROWS - len(chosen)) // (len(kinds) - at)
        chosen += choose.sample(numbers, min(share, len(numbers)))
    return sorted(chosen)


def ranges(rows: list[int]) -> str:
    """`0-3 7`"""
    runs: list[list[int]] = []
    for at in rows:
        if runs and runs[-1][1] == at - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        capture = f"{folder}/some.pcap"
        numbers = map(str, varied(dump(sys.argv[1])))
        subprocess.run(["editcap", "-r", sys.argv[1], capture, *numbers], check=True, capture_output=True)
        rows = dump(capture)
        place = {number: at for at, number in enumerate(rows)}
        filters = Filters(list(rows.values()))
        golden = {}
        while len(golden) < N_FILTERS:
            text = filters.filter()
            passing = map(int, tshark(capture, "-e", "frame.number", "-Y", text))
            golden[text] = ranges([place[number] for number in passing if number in place])
    with open(GOLDEN / "packets.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows.values()])
    (GOLDEN / "tshark.json").write_text(json.dumps(golden, indent=0) + "\n")


if __name__ == "__main__":
    main()
