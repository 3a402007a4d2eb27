/// A process that reads at places of chance, and compares each byte with the original.
enum OracleReader {
    /// Arguments: seed, number of reads, then film and original of each film in turn.
    ///
    /// Its last line holds three numbers: reads that were right, reads that failed, and bytes. A wrong byte, or
    /// an errno that no fault explains, ends it with a sentence. The kernel's own cache is dropped every few
    /// reads, and half of the handles go around it: else the mount would be asked once for each page and never
    /// again.
    static let script = """
        import errno, mmap, os, random, sys
        chance = random.Random(int(sys.argv[1]))
        reads, pairs = int(sys.argv[2]), sys.argv[3:]
        documented = {'EIO', 'EACCES', 'EHOSTUNREACH', 'ETIMEDOUT'}

        class Handle:
            def __init__(self, film, original):
                self.film = film
                self.original = original
                self.direct = chance.random() < 0.5
                self.open()

            def open(self):
                self.file = os.open(self.film, os.O_RDONLY | (os.O_DIRECT if self.direct else 0))
                self.place = chance.randrange(len(self.original))

            def reopen(self):
                os.close(self.file)
                self.open()

            def read(self):
                size = min(int(2 ** chance.uniform(0, 20)), 1 << 20)
                step = chance.random()
                # A third goes on where the last one ended, some a little way back, the rest anywhere.
                if step < 0.1: self.place = max(0, self.place - chance.randrange(1 << 20))
                elif step > 0.4: self.place = chance.randrange(len(self.original))
                if not self.direct and chance.random() < 0.2:
                    os.posix_fadvise(self.file, 0, 0, os.POSIX_FADV_DONTNEED)
                return self.compare(size)

            def complain(self, part, expected):
                wrong = [place for place in range(len(part)) if part[place] != expected[place]]
                first, last = wrong[0], wrong[-1] + 1
                sys.exit(
                    f'{len(wrong)} wrong bytes within {self.place + first}..<{self.place + last} of {self.film}: '
                    f'{part[first:last][:24].hex()}, not {expected[first:last][:24].hex()}')

            def compare(self, size):
                # A read that fails further on returns what is before that: the next one has to say why.
                end = min(self.place + size, len(self.original))
                count = 0
                while True:
                    part = os.pread(self.file, size - count, self.place)
                    expected = self.original[self.place:self.place + len(part)]
                    if part != expected: self.complain(part, expected)
                    self.place += len(part)
                    count += len(part)
                    if self.place == end: return count
                    if not part: sys.exit(f'an end at {self.place} of {self.film}')

        handles = []
        for film, original in zip(pairs[::2], pairs[1::2]):
            file = open(original, 'rb')
            bytes = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
            handles += [Handle(film, bytes) for _ in range(2)]
        right, failed, count = 0, {}, 0
        for _ in range(reads):
            handle = chance.choice(handles)
            try:
                count += handle.read()
                right += 1
                if chance.random() < 0.005: handle.reopen()
            except OSError as error:
                name = errno.errorcode[error.errno]
                if name not in documented: sys.exit(f'{name} at {handle.place} of {handle.film}')
                failed[name] = failed.get(name, 0) + 1
                handle.reopen()
        print(failed)
        print(right, sum(failed.values()), count)
        """
}
