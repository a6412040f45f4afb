"""Every random number, a pure function of (seed, draw, stream, entity, k). Imports terms only."""

from oberih.luck.base import FloatArray, IntArray, Key, Stream, chances, triangular, uniforms

__all__ = ["FloatArray", "IntArray", "Key", "Stream", "chances", "triangular", "uniforms"]
