"""One file in, documents out: law files, lists, reviewed files, whatever they are called."""

from __future__ import annotations
