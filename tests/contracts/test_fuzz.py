"""A slice of the fuzz run: good samples spoilt by a seed end in an import or in one sentence.

``./run validate`` makes 2,000 of them (tests/validation/test_fuzz.py).
"""

from pathlib import Path

import pytest

from importers.registry import by_id
from tests.contracts.mutations import mutated
from tests.contracts.samples import ANSWERS, SAMPLES
from tests.contracts.trial import tried

EACH = 8


@pytest.mark.parametrize("importer", sorted(SAMPLES))
def test_spoilt_files_end_in_an_import_or_a_sentence(
    importer: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = tmp_path / "sample"
    sample.mkdir()
    good = SAMPLES[importer](sample)
    found = []
    for number in range(EACH):
        path, what = mutated(good, tmp_path / str(number), importer, number)
        _, wrong = tried(path, ANSWERS.get(importer, {}), by_id(importer))
        if wrong:
            found.append(f"{what}: {wrong}")
    assert not found, "\n".join(found)
    assert ("", "") == tuple(capfd.readouterr())
