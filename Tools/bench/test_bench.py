"""Checks of what computes figures; `python3 -m unittest discover -s Tools/bench` runs them."""

import os
import re
import tempfile
import unittest
import unittest.mock

import chart
from goals import Goal, Results, evaluate, median, number
from machine import BenchError, touch_memory
from media import MIB, write_film
from readers import command, percentile, random_places, run
from services import Request, distinct_bytes, start_of
from traces import TRACES


class FigureTests(unittest.TestCase):
    def test_ratios_are_taken_within_a_round(self):
        results = Results()
        for round_number, (mine, other) in enumerate([(10, 10), (30, 60), (5, 10)]):
            results.add("s", "vidfs", round_number, {"mib_s": mine})
            results.add("s", "curl", round_number, {"mib_s": other})
        results.add("s", "vidfs", 3, {"mib_s": 1000})
        self.assertEqual(results.ratio("s", "vidfs", "curl", "mib_s"), 0.5)

    def test_a_figure_that_is_missing_is_no_verdict(self):
        goal = Goal("S1", "speed", median([]), 0.9, " ×", at_least=True)
        self.assertIsNone(goal.is_met)
        self.assertEqual((goal.reached, goal.verdict), ("–", "not measured"))

    def test_a_goal_missed_by_little_shows_the_difference(self):
        self.assertEqual(Goal("S1", "speed", 2.1964, 2.2, " ×", at_least=True).reached, "2.196 ×")

    def test_numbers_have_three_digits(self):
        shown = [number(value) for value in (0.02345, 0.64, 2.0, 12.345, 1234.5, -0.5, 0)]
        self.assertEqual(shown, ["0.023", "0.64", "2", "12.3", "1234", "-0.5", "0"])

    def test_goals_can_be_told_without_a_single_measurement(self):
        goals = evaluate(Results(), type("Options", (), {"round_trip": 40, "quick": False}))
        self.assertTrue(all(goal.is_met is None for goal in goals))

    def test_percentile(self):
        self.assertEqual([percentile(list(range(100)), share) for share in (0.5, 0.99, 1)], [50, 99, 99])

    def test_bytes_sent_twice_count_once(self):
        requests = [
            Request(206, "/a", 100, 0, 1), Request(206, "/a", 100, 50, 1), Request(206, "/a", 10, 20, 2),
            Request(206, "/a", 10, 500, 2), Request(206, "/b", 7, 0, 3)]
        self.assertEqual(distinct_bytes(requests), 150 + 10 + 7)

    def test_start_of_a_range(self):
        self.assertEqual([start_of(span) for span in ("bytes=7-", "bytes=12-90", "-")], [7, 12, 0])


class MemoryTests(unittest.TestCase):
    def test_memory_is_touched_and_given_back(self):
        self.assertEqual(touch_memory(3), 3)
        self.assertEqual(touch_memory(0), 0)

    def test_no_more_than_half_of_what_is_free_is_touched(self):
        with open("/proc/meminfo") as file:
            available = int(re.search(r"MemAvailable:\s+(\d+)", file.read()).group(1)) >> 10
        with unittest.mock.patch("mmap.mmap", side_effect=OSError) as memory:
            with self.assertRaises(OSError):
                touch_memory(1 << 30)
        self.assertLess(memory.call_args.args[1] >> 20, available)


class FilmTests(unittest.TestCase):
    def test_a_film_is_boxes_from_start_to_end(self):
        with tempfile.TemporaryDirectory() as folder:
            # The last has an index of 2 MiB, more than one block of bytes.
            for size in (3 * MIB + 5, 256 * MIB, 1024 * MIB):
                path = os.path.join(folder, "film")
                write_film(path, size, 1)
                self.assertEqual(os.path.getsize(path), size)
                self.assertEqual(self.boxes(path, size), ([b"ftyp", b"mdat", b"moov"], size))

    @staticmethod
    def boxes(path, size):
        found, place = [], 0
        with open(path, "rb") as file:
            while place < size:
                file.seek(place)
                head = file.read(16)
                found.append(head[4:8])
                length = int.from_bytes(head[:4], "big")
                place += int.from_bytes(head[8:16], "big") if length == 1 else length
        return found, place

    def test_all_reads_lie_in_the_film(self):
        size = 256 * MIB
        for reads in [*(make(size) for make in TRACES.values()), random_places(size, 500, 128 << 10, 1)]:
            self.assertTrue(all(offset >= 0 and offset + length <= size for offset, length in reads))


class ReaderTests(unittest.TestCase):
    def test_a_read_past_the_end_is_a_failure_and_not_a_fast_answer(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(bytes(1000))
            file.flush()
            whole = run([command("reads", path=file.name, places=[[0, 1000]])]).json
            self.assertEqual(whole["bytes"], 1000)
            with self.assertRaisesRegex(BenchError, "end after 500"):
                run([command("reads", path=file.name, places=[[500, 600]])])


class ChartTests(unittest.TestCase):
    def test_a_chart_shows_what_was_measured(self):
        results = Results()
        results.add("eight", "vidfs", 0, {"mib_s": 100.0, "peak_mib": 90.0})
        results.add("eight", "rclone", 0, {"mib_s": 50.0})
        picture = chart.svg(results)
        self.assertEqual(picture.count("<rect"), 1 + 2 + 1)
        self.assertTrue(picture.startswith("<svg") and picture.endswith("</svg>\n"))


if __name__ == "__main__":
    unittest.main()
