"""Films that nobody watches: the boxes of an MP4 around bytes that do not compress."""

import os
import random
import struct

from machine import BenchError

MIB = 1 << 20


def _box(kind, length, content=b""):
    return struct.pack(">I4s", length, kind) + content


def write_film(path, size, seed):
    """Writes an MP4 of that size whose index is at the end, as most cameras and recorders write it.

    The index is 1/512 of the film, 64 KiB at least: about what ten minutes per 100 MiB take. Every MiB
    differs, so that a byte at the wrong place shows.
    """
    index = max(size // 512, 64 << 10)
    body = size - 32 - 16 - index
    block = random.Random(seed).randbytes(MIB)
    with open(path, "wb") as file:
        file.write(_box(b"ftyp", 32, b"isom\0\0\2\0isomiso2avc1mp41"))
        file.write(struct.pack(">I4sQ", 1, b"mdat", body + 16))
        for number in range(0, body, MIB):
            count = min(MIB, body - number)
            file.write((struct.pack(">QQ", seed, number) + block[16:])[:count])
        file.write(_box(b"moov", index))
        file.write(_box(b"mvhd", 108, struct.pack(">IIIII", 0, 0, 0, 1000, 7_200_000) + bytes(80)))
        file.write(_box(b"free", index - 116))
        for start in range(0, index - 124, MIB):
            file.write(block[: min(MIB, index - 124 - start)])
    if os.path.getsize(path) != size:
        raise BenchError(f"{path} has {os.path.getsize(path)} bytes instead of {size}")


class Library:
    """Films as a CDN holds them, `media/ID/720p.mp4`; several names of one file cost no memory.

    `big` is a long film, `each` are eight of their own bytes, `many` are 64 names of those,
    `small` is for whoever is slow.
    """

    def __init__(self, root, big_mib, each_mib, small_mib):
        self.root = root
        self.sizes = {}
        self.big = self._new(1, big_mib * MIB)
        self.each = [self._new(number, each_mib * MIB) for number in range(2, 10)]
        self.small = self._new(10, small_mib * MIB)
        self.many = [self._link(100 + number, self.each[number % 8]) for number in range(64)]
        # Names of the long film, for what must be cold each time on one mount.
        self.names = [self._link(200 + number, self.big) for number in range(40)]

    def file(self, film):
        return f"{self.root}/media/{film}/720p.mp4"

    def _new(self, film, size):
        os.makedirs(os.path.dirname(self.file(film)))
        write_film(self.file(film), size, film)
        self.sizes[film] = size
        return film

    def _link(self, film, other):
        os.makedirs(os.path.dirname(self.file(film)))
        os.link(self.file(other), self.file(film))
        self.sizes[film] = self.sizes[other]
        return film
