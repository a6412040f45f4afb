"""Every random number, a pure function of (seed, draw, stream, entity, k). Imports terms only."""

from oberih.luck.base import FloatArray, Key, Stream, triangular, uniforms

__all__ = ["FloatArray", "Key", "Stream", "triangular", "uniforms"]
