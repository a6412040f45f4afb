"""One classical machine with a steam governor (TGOV1) and a load that jumps by 10 %, in ANDES.

Run in its own environment; prints one line of JSON. The governor is that of the paper: a lag of 1 ms for the valve,
(1 + 2.4 s) / (1 + 8 s), R = 0.05.
"""

import json
import time

import andes
import numpy as np

andes.config_logger(stream_level=50)
ss = andes.System(no_output=True, default_config=True)
ss.add("Bus", {"idx": 1, "name": "B1", "Vn": 110.0, "v0": 1.0, "a0": 0.0})
ss.add("Bus", {"idx": 2, "name": "B2", "Vn": 110.0, "v0": 1.0, "a0": 0.0})
ss.add("Line", {"idx": 1, "bus1": 1, "bus2": 2, "Vn1": 110.0, "Vn2": 110.0, "r": 0.0, "x": 0.001, "fn": 50})
ss.add("Slack", {"idx": 1, "bus": 1, "Vn": 110.0, "Sn": 100.0, "p0": 0.5, "v0": 1.0, "a0": 0.0})
ss.add("PQ", {"idx": 1, "bus": 2, "Vn": 110.0, "p0": 0.5, "q0": 0.0})
ss.add("PQ", {"idx": 2, "bus": 2, "Vn": 110.0, "p0": 0.1, "q0": 0.0, "u": 0})
machine = {"idx": 1, "bus": 1, "gen": 1, "Sn": 100.0, "Vn": 110.0, "M": 8.0, "D": 1.0}
ss.add("GENCLS", machine | {"ra": 0.0, "xd1": 0.001, "fn": 50})
governor = {"idx": 1, "syn": 1, "R": 0.05, "VMAX": 10.0, "VMIN": 0.0, "T1": 0.001, "T2": 2.4, "T3": 8.0, "Dt": 0.0}
ss.add("TGOV1", governor)
ss.add("Toggle", {"idx": 1, "model": "PQ", "dev": 2, "t": 1.0})
ss.setup()
ss.PQ.config.p2p, ss.PQ.config.q2q, ss.PQ.config.p2z, ss.PQ.config.q2z = 1, 1, 0, 0
ss.PFlow.run()
ss.TDS.config.tf, ss.TDS.config.tstep, ss.TDS.config.fixt, ss.TDS.config.no_tqdm = 61.0, 0.01, 1, 1
start = time.process_time()
ss.TDS.run()
seconds = time.process_time() - start
t = np.array(ss.dae.ts.t)
omega = np.array(ss.dae.ts.x)[:, ss.GENCLS.omega.a[0]]
at = int(omega.argmin())
print(json.dumps({"version": andes.__version__, "seconds": seconds, "nadir_hz": 50 * float(omega[at]),
                  "nadir_s": float(t[at]) - 1.0, "end_hz": 50 * float(omega[-1])}))
