"""2,000 spoilt files over all formats: each ends in an import or in one sentence, and nothing else does."""

import math
import shutil
from pathlib import Path

import pytest

from importers.registry import by_id
from tests.contracts.mutations import mutated
from tests.contracts.samples import ANSWERS, SAMPLES
from tests.contracts.trial import OPENED, tried

MUTATIONS = 2_000


def test_fuzz(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    each = math.ceil(MUTATIONS / len(SAMPLES))
    lines, found = [], []
    for importer in sorted(SAMPLES):
        sample = tmp_path / importer / "sample"
        sample.mkdir(parents=True)
        good = SAMPLES[importer](sample)
        counts = {"opened": 0, "refused": 0, "of these the reader stopped": 0, "wrong": 0}
        for number in range(each):
            path, what = mutated(good, tmp_path / importer / str(number), importer, number)
            outcome, wrong = tried(path, ANSWERS.get(importer, {}), by_id(importer))
            counts["opened" if outcome == OPENED else "refused"] += 1
            counts["of these the reader stopped"] += "The reader stopped" in outcome
            if wrong:
                counts["wrong"] += 1
                found.append(f"{what}: {wrong}")
            shutil.rmtree(tmp_path / importer / str(number))
        lines.append(f"{importer:<32}" + "".join(f"{number:>12}" for number in counts.values()))
    written = tuple(capfd.readouterr())
    heads = "".join(f"{head:>12}" for head in ("opened", "refused", "stopped", "WRONG"))
    print(f"\nFuzz: {each * len(SAMPLES):,} mutations\n{'format':<32}{heads}")
    print("\n".join([*lines, *found]))
    assert ("", "") == written
    assert not found
