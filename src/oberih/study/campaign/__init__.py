"""A winter of raids: one draw from raid to raid, and what is kept of many."""

from oberih.study.campaign.base import Played, play_winter
from oberih.study.campaign.raids import raid_days, raid_key, recorded_rate
from oberih.study.campaign.winter import DAY_H, Winter, prepare

__all__ = ["DAY_H", "Played", "Winter", "play_winter", "prepare", "raid_days", "raid_key", "recorded_rate"]
