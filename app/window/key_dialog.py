"""The key by which the person at the desk signs: make it, open it for this meeting, hand out its public half.

It does not know what is signed.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.signing import key_file, make_key, open_key, public_line
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.messages import Message, msg

if TYPE_CHECKING:
    from app.signing import Signer


class KeyDialog(QDialog):
    """Shows the state of the key, and the one thing that can be done about it.

    Parameters
    ----------
    bench : Workbench
        Whose recording signs.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, msg("Signing key"))
        self.state, self.public, self.wrong = QLabel(), QLabel(), QLabel()
        self.state.setWordWrap(True)
        self.public.setWordWrap(True)
        self.public.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.public.setProperty("quiet", True)
        self.wrong.setWordWrap(True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.act, self.copy, self.close_it = QPushButton(), QPushButton(), QPushButton()
        self.act.setDefault(True)
        say(self.copy, self.copy.setText, msg("Copy the public key"))
        say(self.close_it, self.close_it.setText, msg("Close"))
        self.act.clicked.connect(self._act)
        self.copy.clicked.connect(lambda checked=False: self._copy())
        self.close_it.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.close_it)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        for widget in (self.state, self.passphrase, self.wrong, self.public):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.setMinimumWidth(480)
        renew_with_language(self, self._renew)

    @property
    def _signer(self) -> "Signer | None":
        return self._bench.recording.signer

    @Slot()
    def _renew(self) -> None:
        line, name = public_line(key_file()), self._bench.recording.person.name
        self.wrong.hide()
        self.public.setText(line)
        self.public.setVisible(bool(line))
        self.copy.setVisible(bool(line))
        self.passphrase.setVisible(self._signer is None)
        self.act.setVisible(self._signer is None)
        if self._signer is not None:
            state = msg("Decisions and seals are signed by {name} from now on.", name=self._signer.name)
        elif line:
            state = msg("There is a key. Open it, and decisions and seals are signed from now on.")
        elif name:
            state = msg(
                "There is no key yet for {name}. It is kept on this machine, for this person alone.",
                name=name,
            )
        else:
            state = msg("A key belongs to a person: first say in the decision log who is at the desk.")
        self.state.setText(tr(state))
        self.act.setText(tr(msg("Open the key") if line else msg("Make a key")))
        self.act.setEnabled(bool(line or name))
        self.passphrase.setPlaceholderText(
            tr(msg("Passphrase, if it has one") if line else msg("Passphrase, if it shall have one"))
        )

    @Slot()
    def _act(self) -> None:
        path, passphrase = key_file(), self.passphrase.text()
        try:
            if public_line(path):
                signer = open_key(path, passphrase)
            else:
                signer = make_key(path, self._bench.recording.person.name, passphrase)
        except WeiyangError as problem:
            self._complain(problem.message)
            return
        self._bench.recording.sign_with(signer)
        self.passphrase.clear()
        self._renew()

    def _complain(self, sentence: Message) -> None:
        self.wrong.setText(tr(sentence))
        self.wrong.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.public.text())
