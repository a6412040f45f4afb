"""Arrays that the loops of a layered defence work on, one column a field. Kilometres, seconds, metres."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Halves = NDArray[np.float32]

#: a multiple of it takes the place of so many units that a processor looks at all of them at once
FILLED_TO = 32
#: events within this are one instant
TICK_S = 1e-6
HORIZON = 4.12  #: km per root of a metre
FIRST_COME, LEAST_TIME_LEFT, MOST_AT_STAKE = 0, 1, 2
STOPPED, LOST, LEAKED = 0, 1, 2


class Units(NamedTuple):
    """One entry a fire unit, in the order of their numbers; tables are (kind, unit)."""

    number: Ints  #: made of the unit's name; chances are keyed by it
    x_km: Floats
    y_km: Floats
    range_km: Floats  #: (kind, unit), below 0 where the kind is let pass
    min_range_km: Floats
    min_altitude_m: Floats
    max_altitude_m: Floats
    chance: Floats  #: (kind, unit)
    rate: Floats  #: (kind, unit), meetings a second; above 0 for jammers and patrols alone
    shooter: Flags  #: fires rounds at what it sees; else it meets what is in its ring
    ready: Ints  #: rounds that launchers take; below 0: no rounds are needed
    loaded: Ints  #: rounds on them at the start
    store: Ints
    reload_s: Floats
    channels: Ints
    reaction_s: Floats
    assess_s: Floats
    slowness: Floats  #: seconds a kilometre of the round, 0: it arrives at once
    service_mean_s: Floats  #: of an exponential service; 0: the channel is held for the flight
    salvo: Ints
    look: Flags
    most_salvos: Ints
    order: Ints
    coordinated: Flags
    sensor_km: Floats  #: infinite: none of its own
    sensor_root: Floats  #: root of its height in metres, infinite without one
    own_delay_s: Floats  #: from the own sensor's first sight until it may fire; infinite without one
    linked: Flags
    #: the same in half the width, filled up with units that reach nothing, to see at once which are near a leg at all
    near_x_km: Halves
    near_y_km: Halves
    near_range_km: Halves  #: (kind, unit)


class Sensors(NamedTuple):
    """One entry a sensor that reports to linked units."""

    x_km: Floats
    y_km: Floats
    range_km: Floats
    root: Floats  #: root of a radar's height in metres; below 0 for an acoustic net
    max_altitude_m: Floats
    max_speed_km_s: Floats
    delay_s: Floats


class Timeline(NamedTuple):
    """Deliveries and starts of waves, in order."""

    at_s: Floats
    unit: Ints  #: -1: a wave starts
    rounds: Ints


class Flown(NamedTuple):
    """One entry a weapon, those of a draw together."""

    start: Ints  #: first weapon of each draw, and the end
    weapon: Ints  #: number within its draw
    kind: Codes
    x_km: Floats  #: (weapon, point)
    y_km: Floats
    at_s: Floats
    n_points: Ints
    speed_km_s: Floats
    altitude_m: Floats
    stake: Floats
    flies: Flags


class Work(NamedTuple):
    """Room to work in, one for each thread, made once and used for every draw."""

    # windows, in the order of weapons
    win_unit: Small
    win_pair: Small
    win_leg: Small
    win_next: Small  #: next in the unit's list; of a rate unit, meetings so far
    win_weapon: Small
    win_open: Floats  #: launch times
    win_close: Floats
    win_in: Floats  #: intercept times
    win_out: Floats
    sequence: Small  #: windows of each weapon by opening
    # pairs of a weapon and a unit
    pair_open: Floats  #: opening of the first window
    pair_close: Floats  #: close of the last
    pair_ready: Floats
    pair_rounds: Small
    pair_salvos: Small
    pair_flying: Small
    # weapons
    first_window: Small
    at_window: Small
    alive: Codes
    flying: Small  #: rounds of coordinated units on their way to it
    # units
    ready: Ints
    store: Ints
    busy: Small
    reloading: Flags
    last_fire: Floats
    head: Small  #: first window of the unit's list, -1: none
    marked: Flags
    to_decide: Small
    fresh: Small  #: windows opened in this instant, at the head of the unit's list; all are looked at where below 0
    resupplied: Flags  #: a delivery is on its way at some time
    hopeless: Flags  #: has fired its last round, and gets no other: its windows need not open
    is_near: Halves  #: 1 or 0, filled up as the units' columns are
    near: Small  #: units near the weapon in hand
    # events and salvos
    heap_at: Floats
    heap_code: Ints
    salvo_window: Small
    salvo_rounds: Small
    salvo_stops: Flags
    salvo_frees: Flags
    salvo_row: Small
    leg: Floats  #: (leg, field) of the weapon in hand


class Shots(NamedTuple):
    """One entry an engagement attempt."""

    draw: Ints
    weapon: Ints
    unit: Ints  #: index of the unit
    at_s: Floats
    arrives_s: Floats
    rounds: Ints
    stopped: Flags


class Told(NamedTuple):
    """What a batch comes to."""

    fate: Codes  #: (weapon,)
    stopped_s: Floats  #: (weapon,), infinite where it was not
    salvos: Small  #: (draw, unit)
    rounds: Small  #: (draw, unit)
    stops: Small  #: (draw, unit)
    crossed: Small  #: (draw, unit), weapons whose path crosses the ring
    inside_km: Floats  #: (draw, unit), of those paths
    events: Ints  #: (draw,)
    windows: Ints  #: (draw,)
