"""Reads a capture with nfstream, one meter, without dissection and with its statistics; prints a JSON object.

    python nfstream_flows.py CAPTURE
"""

import json
import resource
import sys
import time

from nfstream import NFStreamer


def peak_mb(who):
    # Bytes on macOS, KiB elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(who).ru_maxrss * unit / 1e6


def main():
    start = time.perf_counter()
    n_flows = n_packets = 0
    for flow in NFStreamer(source=sys.argv[1], n_meters=1, n_dissections=0, statistical_analysis=True):
        n_flows += 1
        n_packets += flow.bidirectional_packets
    seconds = time.perf_counter() - start
    # The meter is a process of its own.
    peak = peak_mb(resource.RUSAGE_SELF) + peak_mb(resource.RUSAGE_CHILDREN)
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "packets": n_packets, "flows": n_flows}))


if __name__ == "__main__":
    main()
