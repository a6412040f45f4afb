"""An order of buses in which a grid's matrix keeps few new entries when it is factored: minimum degree."""

import heapq

import numpy as np

from oberih.luck import IntArray


def minimum_degree(n: int, tail: IntArray, head: IntArray) -> IntArray:
    """Place of each bus in the order, (bus,). Ties go to the lower number, so the order is always the same.

    >>> minimum_degree(4, np.array([0, 0, 0]), np.array([1, 2, 3])).tolist()
    [2, 0, 1, 3]
    """
    near: list[set[int]] = [set() for _ in range(n)]
    for u, v in zip(tail.tolist(), head.tolist(), strict=True):
        if u != v:
            near[u].add(v)
            near[v].add(u)
    heap = [(len(near[u]), u) for u in range(n)]
    heapq.heapify(heap)
    place = np.full(n, -1, np.int64)
    count = 0
    while heap:
        degree, u = heapq.heappop(heap)
        if place[u] >= 0 or degree != len(near[u]):
            continue
        place[u] = count
        count += 1
        for v in near[u]:
            near[v] = (near[v] | near[u]) - {u, v}
        for v in near[u]:
            heapq.heappush(heap, (len(near[v]), v))
    return place
