"""Times programs that turn a capture into flows or conversations, natively.

    python captures.py WIRESIFT REPEAT CAPTURE DOUBLE REPEATED

The last two are twice as large, for what becomes of memory: with twice the flows, and with every packet twice. Prints one JSON object a line: `bench`, `where`, `seconds`, the
least of REPEAT runs, and `peak_mb`, the most memory that a run held. A program is timed from its start to its end; of
nfstream, which is a library, only its own work is.
"""

import json
import os
import shutil
import subprocess
import sys
import time

NFSTREAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nfstream_flows.py")


def run(command):
    """Seconds and peak megabytes of a program whose output nobody reads."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: {message.decode(errors='replace')}")
    # Bytes on macOS, KiB elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    return {"seconds": seconds, "peak_mb": usage.ru_maxrss * unit / 1e6}


def run_nfstream(capture):
    return json.loads(subprocess.run([sys.executable, NFSTREAM, capture], check=True, capture_output=True).stdout)


def report(bench, where, repeat, step):
    runs = [step() for _ in range(repeat)]
    best = min(runs, key=lambda one: one["seconds"])
    peak = max(one["peak_mb"] for one in runs)
    figure = {"bench": bench, "where": where, **best, "seconds": round(best["seconds"], 4), "peak_mb": round(peak)}
    print(json.dumps(figure), flush=True)


def main():
    wiresift, repeat = sys.argv[1], int(sys.argv[2])
    capture, double, repeated = sys.argv[3:6]

    def flows(file, form):
        return run([wiresift, "flows", file, "--format", form, "--output", os.devnull])

    report("capture/flows", "cli", repeat, lambda: flows(capture, "csv"))
    # The same features, without writing each as text.
    report("capture/parquet", "cli", repeat, lambda: flows(capture, "parquet"))
    report("capture/flows", "nfstream", repeat, lambda: run_nfstream(capture))
    tshark = shutil.which("tshark")
    if tshark:
        command = [tshark, "-n", "-q", "-z", "conv,tcp", "-z", "conv,udp", "-r", capture]
        report("capture/flows", "tshark", repeat, lambda: run(command))
    else:
        print("tshark is not installed: left out", file=sys.stderr)
    report("capture_double/flows", "cli", 1, lambda: flows(double, "csv"))
    report("capture_repeated/flows", "cli", 1, lambda: flows(repeated, "csv"))
    # Written while reading, so that nothing is held but the flows that are open.
    report("capture/conn_log", "cli", 1, lambda: flows(capture, "conn-log"))
    report("capture_double/conn_log", "cli", 1, lambda: flows(double, "conn-log"))


if __name__ == "__main__":
    main()
