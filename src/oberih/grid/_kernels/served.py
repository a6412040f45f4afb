"""What can be served in one hour of one state, on a network of regions joined by links of limited transfer.

Node 0 is the source, 1..n are the regions, n+1 the sink. Largest flow by Dinic (Soviet Math. Dokl. 11, 1970). Equal
shares by the decomposition of Fujishige, "Lexicographically optimal base of a polymatroid with respect to a weight
vector", Math. Oper. Res. 5 (1980) 186-196: what can be served is a polymatroid, so raising all regions at one rate, and
stopping those that a cut holds back, ends in the one point of least cut that minimises the sum of cut^2 / weight.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: numbers of nodes and arcs: an index without a sign is not looked at for counting from the end, which in these loops
#: took a third of the time
Ids = NDArray[np.uint32]
Flags = NDArray[np.bool_]
EPS = 1e-7  # MW; below it a capacity counts as used up
TOLERANCE = 1e-4  # MW; below it a flow counts as enough


@njit(cache=True)
def topology(n: int, link_a: Ints, link_b: Ints):  # type: ignore[no-untyped-def]
    """Heads of all arcs (arc ^ 1 is the reverse one), and each node's arcs.

    Pairs in order: source to region (n), region to sink (n), links.
    """
    m = link_a.shape[0]
    pairs = 2 * n + m
    head = np.empty(2 * pairs, np.uint32)
    for r in range(n):
        head[2 * r], head[2 * r + 1] = 1 + r, 0
        head[2 * (n + r)], head[2 * (n + r) + 1] = n + 1, 1 + r
    for j in range(m):
        head[2 * (2 * n + j)], head[2 * (2 * n + j) + 1] = 1 + link_b[j], 1 + link_a[j]
    nodes = n + 2
    start = np.zeros(nodes + 1, np.int64)
    for e in range(2 * pairs):
        start[head[e ^ 1] + 1] += 1
    for u in range(nodes):
        start[u + 1] += start[u]
    arcs = np.empty(2 * pairs, np.uint32)
    at = start[:-1].copy()
    for e in range(2 * pairs):
        u = head[e ^ 1]
        arcs[at[u]] = e
        at[u] += 1
    return head, start, arcs


@njit(cache=True)
def largest_flow(head: Ids, start: Ints, arcs: Ids, room: Floats, level: Ints, at: Ids, path: Ids) -> float:
    """Push as much as goes from node 0 to the last node. `room` is what is left of each arc, and is used up.

    Afterwards level[u] >= 0 exactly for the nodes on the source's side of the least cut nearest to the source.
    """
    nodes = start.shape[0] - 1
    sink = nodes - 1
    queue = path  # both are scratch of the same length, never needed at once
    total = 0.0
    while True:
        for u in range(nodes):
            level[u] = -1
        level[0] = 0
        queue[0] = 0
        first, last = 0, 1
        while first < last and level[sink] < 0:  # nodes farther than the sink lie on no shortest path
            u = queue[first]
            first += 1
            for i in range(start[u], start[u + 1]):
                e = arcs[i]
                v = head[e]
                if level[v] < 0 and room[e] > EPS:
                    level[v] = level[u] + 1
                    queue[last] = v
                    last += 1
        if level[sink] < 0:
            return total
        for u in range(nodes):
            at[u] = start[u]
        depth = 0
        u = np.uint32(0)  # type: ignore[assignment]  # the same name ran over nodes
        while True:
            if u == sink:
                push = np.inf
                for i in range(depth):
                    push = min(push, room[path[i]])
                back = 0
                for i in range(depth - 1, -1, -1):
                    e = path[i]
                    room[e] -= push
                    room[e ^ np.uint32(1)] += push
                    if room[e] <= EPS:
                        back = i
                total += push
                depth = back
                u = head[path[depth] ^ np.uint32(1)]
                continue
            stepped = False
            while at[u] < start[u + 1]:
                e = arcs[at[u]]
                v = head[e]
                if level[v] == level[u] + 1 and room[e] > EPS:
                    path[depth] = e
                    depth += 1
                    u = v
                    stepped = True
                    break
                at[u] += 1
            if stepped:
                continue
            if depth == 0:
                break
            depth -= 1
            u = head[path[depth] ^ np.uint32(1)]
            at[u] += 1


@njit(cache=True)
def fits(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, supply: Floats, asked: Floats, limit: Floats,
    flow: Floats, left: Floats,
) -> bool:  # fmt: skip
    """Whether one flow that is quick to compute serves what is asked: enough to say yes, never a no.

    `spread` (links x regions) sends injections over the links as currents would go, conductances being the limits.
    """
    offered, needed = 0.0, 0.0
    for r in range(n):
        offered += supply[r]
        needed += asked[r]
    if offered < needed - TOLERANCE:
        return False
    used = 1.0 if offered <= 0.0 else min(1.0, needed / offered)
    for r in range(n):
        flow[r] = used * supply[r] - asked[r]
        left[r] = flow[r]
    for j in range(limit.shape[0]):
        f = 0.0
        for r in range(n):
            f += spread[j, r] * flow[r]
        if abs(f) > limit[j]:
            return False
        left[link_a[j]] -= f
        left[link_b[j]] += f
    balanced = True  # in a network of several parts, currents cannot bring what another part has
    for r in range(n):
        balanced &= abs(left[r]) <= TOLERANCE
    return balanced


@njit(cache=True)
def share_out(
    n: int, head: Ids, start: Ints, arcs: Ids, link_a: Ints, link_b: Ints, spread: Floats,
    supply: Floats, limit: Floats, base: Floats, want: Floats, ceiling: Floats, first_rate: float, served: Floats,
    room: Floats, level: Ints, at: Ids, path: Ids, fixed: Flags, held: Flags, flow: Floats, left: Floats,
) -> bool:  # fmt: skip
    """Serve min(base + rate * want, ceiling): one rate for all, but for those whom a cut of the network holds lower.

    `first_rate` is any rate that the answer does not exceed. False where even `base` cannot be served.
    """
    m = limit.shape[0]
    free = 0
    for r in range(n):
        fixed[r] = want[r] <= 0.0 or base[r] >= ceiling[r]
        served[r] = min(base[r], ceiling[r])
        free += not fixed[r]
    rate = first_rate
    while True:
        bottleneck = False
        while True:
            asked = 0.0
            for r in range(n):
                if not fixed[r]:
                    served[r] = min(base[r] + rate * want[r], ceiling[r])
                asked += served[r]
            if fits(n, link_a, link_b, spread, supply, served, limit, flow, left):
                break
            locally = 0.0
            for r in range(n):  # what a region has, it uses first: the rest must travel
                own = min(supply[r], served[r])
                locally += own
                room[2 * r], room[2 * r + 1] = supply[r] - own, 0.0
                room[2 * (n + r)], room[2 * (n + r) + 1] = served[r] - own, 0.0
            for j in range(m):
                room[2 * (2 * n + j)] = limit[j]
                room[2 * (2 * n + j) + 1] = limit[j]
            if locally + largest_flow(head, start, arcs, room, level, at, path) >= asked - TOLERANCE:
                break
            # The least cut says what may enter the sink's side; lower the rate until what is asked there fits.
            into = 0.0
            for r in range(n):
                if level[1 + r] < 0:
                    into += supply[r]
            for j in range(m):
                if (level[1 + link_a[j]] >= 0) != (level[1 + link_b[j]] >= 0):
                    into += limit[j]
            lower = rate
            while True:
                above, slope = -into, 0.0
                for r in range(n):
                    if level[1 + r] < 0:
                        if fixed[r]:
                            above += served[r]
                        else:
                            asks = base[r] + lower * want[r]
                            above += min(asks, ceiling[r])
                            slope += want[r] if asks < ceiling[r] else 0.0
                if abs(above) <= EPS or (above > 0.0 and lower <= 0.0) or (above < 0.0 and slope <= 0.0):
                    break
                if slope > 0.0:  # Newton: asked is concave in the rate, so one step down, then steps up to the root
                    lower = max(0.0, lower - above / slope)
                else:  # all are at their ceilings: go down to where the first one leaves it
                    lower = next_knee(n, level, fixed, base, want, ceiling, lower)
            if lower <= 0.0 and above > TOLERANCE:
                return False
            if lower >= rate:  # rounding alone is left
                break
            rate = lower
            bottleneck = True
            for r in range(n):
                held[r] = not fixed[r] and level[1 + r] < 0
        if not bottleneck:
            return True
        for r in range(n):
            if held[r]:
                fixed[r] = True
                free -= 1
        if free == 0:
            return True
        rate = 1.0


@njit(cache=True)
def next_knee(n: int, level: Ints, fixed: Flags, base: Floats, want: Floats, ceiling: Floats, rate: float) -> float:
    """The highest rate below this one at which a region of the cut is just at its ceiling; 0 if there is none."""
    knee = 0.0
    for r in range(n):
        if level[1 + r] < 0 and not fixed[r]:
            there = (ceiling[r] - base[r]) / want[r]
            if there < rate:
                knee = max(knee, there)
    return knee


@njit(cache=True)
def serve(
    n: int, head: Ids, start: Ints, arcs: Ids, link_a: Ints, link_b: Ints, spread: Floats,
    supply: Floats, limit: Floats, critical: Floats, demand: Floats, ceiling: Floats, served: Floats,
    room: Floats, level: Ints, at: Ids, path: Ids, fixed: Flags, held: Flags, flow: Floats, left: Floats,
    base: Floats, want: Floats,
) -> None:  # fmt: skip
    """The three stages: critical load first, then the least cut, then equal shares of what is cut."""
    offered, least, rest = 0.0, 0.0, 0.0
    for r in range(n):
        base[r] = min(critical[r], ceiling[r])
        want[r] = demand[r] - critical[r]
        offered += supply[r]
        least += base[r]
        rest += want[r]
    rate = 1.0
    if offered < least + rest and rest > 0.0:  # the rate that all supply allows, ceilings minded
        rate = max(0.0, min(1.0, (offered - least) / rest))
        for _ in range(2 * n):
            above, slope = -offered, 0.0
            for r in range(n):
                asks = critical[r] + rate * want[r]
                above += min(asks, ceiling[r])
                slope += want[r] if asks < ceiling[r] else 0.0
            if above >= -EPS or rate >= 1.0 or slope <= 0.0:
                break
            rate = min(1.0, rate - above / slope)
    if offered >= least and share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, rate, served, room, level, at, path, fixed, held, flow, left,
    ):  # fmt: skip
        return
    for r in range(n):  # not even critical load can be served: share that out first
        base[r] = 0.0
        want[r] = critical[r]
        held[r] = False
    share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, 1.0, served, room, level, at, path, fixed, held, flow, left,
    )  # fmt: skip
    for r in range(n):
        base[r] = served[r]
        want[r] = demand[r] - critical[r]
    share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, 1.0, served, room, level, at, path, fixed, held, flow, left,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def serve_many(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, supply: Floats, limit: Floats,
    critical: Floats, demand: Floats, ceiling: Floats, served: Floats,
) -> None:  # fmt: skip
    """`serve` for many rows, each by itself: the answer of a row does not depend on its neighbours."""
    head, start, arcs = topology(n, link_a, link_b)
    room = np.empty(head.shape[0])
    level, at, path = np.empty(n + 2, np.int64), np.empty(n + 2, np.uint32), np.empty(n + 2, np.uint32)
    fixed, held = np.empty(n, np.bool_), np.empty(n, np.bool_)
    flow, left, base, want = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for i in range(supply.shape[0]):
        serve(
            n, head, start, arcs, link_a, link_b, spread, supply[i], limit[i], critical[i], demand[i], ceiling[i],
            served[i], room, level, at, path, fixed, held, flow, left, base, want,
        )  # fmt: skip
