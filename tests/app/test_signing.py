"""Who signed a decision and a seal, whether it holds, and whether the key is known."""

import json
import stat
import sys
from dataclasses import asdict
from pathlib import Path
from shutil import copy

import pytest

from app.archive.manifest import SEAL
from app.cli.command_line import main
from app.record import Person, Recorder
from app.session import Session
from app.signing import checked_signatures, key_file, known_keys, make_key, open_key, public_line
from scene.errors import AnswerNeeded, InvalidRequest
from scene.record.chain import following
from scene.record.entry import Entry
from tests.app.archive.meeting import hold_meeting

pytestmark = pytest.mark.usefixtures("qapp")


def told(entries: tuple[Entry, ...], known: dict[str, str] | None = None) -> list[tuple[bool, str]]:
    return [(check.holds, str(check.sentence)) for check in checked_signatures(entries, known)]


def test_a_key_is_kept_for_its_owner_alone_and_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing-key.pem"
    made = make_key(path, "李明", "湖上")

    if sys.platform != "win32":
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert public_line(path) == made.public
    assert made.public.endswith(" 李明")
    with pytest.raises(AnswerNeeded, match="is locked"):
        open_key(path)
    with pytest.raises(AnswerNeeded, match="does not open"):
        open_key(path, "湖下")
    assert open_key(path, "湖上").public == made.public
    with pytest.raises(InvalidRequest, match="already"):
        make_key(path, "王")


def test_a_decision_is_signed_and_a_changed_word_or_another_key_is_found(tmp_path: Path) -> None:
    signer = make_key(tmp_path / "key.pem", "李明")
    recorder = Recorder(Session.empty(), lambda: Person("李明", "presenter"))
    recorder.sign = signer
    recorder.say("太高")
    recorder.decide("降低三米")
    recorder.close()
    said, decided = recorder.session.book.entries
    assert "signature" not in said.body

    known = {"ssh-ed25519 " + signer.public.split()[1]: "李工"}
    assert [(True, "Entry 2, decided: signed by 李工, whose key is known.")] == told((said, decided), known)
    (holds, sentence), *_ = told((said, decided))
    assert holds
    assert "signed by 李明 with the key …" in sentence
    other = {"ssh-ed25519 AAAA": "王"}
    assert "which is not known" in told((said, decided), other)[0][1]
    # Whoever writes the chain anew can make it whole, but not sign for somebody else.
    forged = following((said,), decided.deed, decided.moment, decided.program,
                       {**decided.body, "text": "不必降低"}, decided.who, decided.role)  # fmt: skip
    assert [(False, "Entry 2, decided: the signature does not hold.")] == told((said, forged), known)


def test_a_signed_archive_names_its_signer_and_one_without_is_a_flaw_where_keys_are_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("WEIYANG_PASSPHRASE", "湖上")
    project, out = str(tmp_path / "city.gpkg"), tmp_path / "archive"
    hold_meeting(Path(project))
    assert 0 == main(["key", "new", "--name", "李明", "--passphrase"])
    assert key_file().exists()
    trusted = tmp_path / "keys.txt"
    trusted.write_text(capsys.readouterr().out, "utf-8")
    assert ["李明"] == list(known_keys(trusted).values())
    seal = ["seal", project, "--no-pictures", "--leave-out", "minutes", "--leave-out", "page"]
    assert 0 == main([*seal, "--out", str(out), "--sign"])

    assert 0 == main(["verify", str(out), "--trust", str(trusted)])
    assert "sealed: signed by 李明, whose key is known." in capsys.readouterr().out
    seal_file = out / SEAL
    (held,) = json.loads(seal_file.read_text("utf-8"))
    del held["body"]["signature"]
    entry = Entry(**{**held, "hash": ""}).sealed()
    copy(seal_file, tmp_path / "kept.json")
    seal_file.write_text(json.dumps([asdict(entry)]), "utf-8")
    assert 0 == main(["verify", str(out)]), "a chain alone can be written anew"
    assert 1 == main(["verify", str(out), "--trust", str(trusted)])
    assert "sealed: not signed." in capsys.readouterr().out
