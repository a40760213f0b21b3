"""Every sentence in the code has its Chinese, and every Chinese sentence keeps the fields of the English."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from app.i18n import tr
from app.wording import catalogue
from scene.messages import BilingualText, msg

ROOT = Path(__file__).parents[2]
ROOMS = ("scene", "importers", "analysis", "app", "main.py")

#: What takes an English template, and in which argument it stands.
SPEAKERS = {"msg": 0, "tr": 0, "say": 2, "Message": 0, "broken": 1, "tell": 2}


def python_files() -> Iterator[Path]:
    for room in ROOMS:
        place = ROOT / room
        yield from [place] if place.suffix else sorted(place.rglob("*.py"))


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def templates(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        found: list[ast.expr] = []
        if name in SPEAKERS and len(node.args) > SPEAKERS[name]:
            found.append(node.args[SPEAKERS[name]])
        if name == "Field":  # titles and descriptions make forms
            found += [word.value for word in node.keywords if word.arg in ("title", "description")]
        for expression in found:
            text = literal(expression)
            if text:
                yield node.lineno, text


def spoken() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in python_files():
        if path.is_file():
            for line, text in templates(ast.parse(path.read_text("utf-8"))):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_template_in_the_code_has_a_chinese_entry() -> None:
    missing = [f"{where}  {text!r}" for text, where in spoken().items() if text not in catalogue()]
    assert not missing, "no Chinese for:\n" + "\n".join(missing)


def test_no_chinese_entry_stands_twice_or_for_nothing() -> None:
    sections = tomllib.loads((ROOT / "assets/i18n/zh.toml").read_text("utf-8"))
    times = Counter(english for section in sections.values() for english in section)
    twice = [english for english, count in times.items() if count > 1]
    assert not twice, f"in two sections: {twice}"
    trees = [ast.parse(path.read_text("utf-8")) for path in python_files()]
    said = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    unsaid = sorted(times.keys() - said)
    assert not unsaid, f"said nowhere: {unsaid}"


def test_every_chinese_entry_fills_fields_that_the_english_has() -> None:
    wrong = [english for english, chinese in catalogue().items() if not fields(chinese) <= fields(english)]
    assert not wrong


def test_the_scan_sees_templates_in_every_form_they_are_written_in() -> None:
    code = (
        'msg("A {x}" " b", x=1); tr("C"); say(w, w.setText, msg("D")); Field(0, title="E", description="F")'
    )
    assert ["A {x} b", "C", "D", "E", "F"] == sorted(text for _, text in templates(ast.parse(code)))


def test_a_message_inside_a_message_is_translated_too() -> None:
    inner = msg("Undo")
    name = BilingualText("五亭桥", "Wuting Bridge")
    assert "撤销：撤销" == tr(msg("Undo: {what}", what=inner), "zh")
    assert "撤销：五亭桥" == tr(msg("Undo: {what}", what=name), "zh")
    assert "Undo: Wuting Bridge" == tr(msg("Undo: {what}", what=name), "en")


def test_a_name_that_one_language_lacks_is_given_in_the_other() -> None:
    assert "Scheme A" == tr(BilingualText("", "Scheme A"), "zh")


def test_a_template_without_a_translation_stays_english() -> None:
    assert "nobody wrote this 3" == tr(msg("nobody wrote this {n}", n=3), "zh")
