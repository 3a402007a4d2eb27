"""What players ask for, as lists of (offset, length), replayed as fast as they are answered.

Modelled on what strace shows of mpv and ffmpeg on an MP4 whose index is at the end.
"""

KIB, MIB = 1 << 10, 1 << 20
READ = 128 * KIB


def _run(start, length, step=READ):
    return [[offset, step] for offset in range(start, start + length, step)]


def head_tail_jump(size, seed=0):
    """Head, index at the end, jump to 30 %, 8 MiB there: a film that is taken up where it was left."""
    tail = size - 512 * KIB
    return [[0, 64 * KIB], *_run(tail, 512 * KIB), *_run(size * 3 // 10 // KIB * KIB, 8 * MIB)]


def head_tail_head(size, seed=0):
    """Head, index at the end, then the film from its start."""
    tail = size - 512 * KIB
    return [[0, 64 * KIB], *_run(tail, 512 * KIB), *_run(64 * KIB, 8 * MIB)]


def scrub(size, seed=0):
    """A thumb drawn through the film: twelve places forward, four back, 256 KiB at each, then 4 MiB."""
    shares = [5, 10, 15, 20, 25, 32, 40, 48, 55, 62, 70, 78, 71, 64, 58, 52]
    places = [size * share // 100 // (64 * KIB) * (64 * KIB) for share in shares]
    looks = [read for place in places for read in _run(place, 256 * KIB)]
    return looks + _run(places[-1] + 256 * KIB, 4 * MIB)


def interleaved(size, seed=0):
    """Picture and sound 8 MiB apart, read in turns: a badly interleaved file."""
    picture, sound = size // 5 // KIB * KIB, size // 5 // KIB * KIB + 8 * MIB
    reads = []
    for number in range(64):
        reads += [[picture + number * READ, READ], [sound + number * 16 * KIB, 16 * KIB]]
    return reads


TRACES = {
    "jump": head_tail_jump, "head-tail-head": head_tail_head, "scrub": scrub, "interleaved": interleaved,
}
