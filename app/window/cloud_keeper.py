"""Large point clouds made ready in the background: whichever stands in the scene and cannot be read yet.

Until one is ready its sample is drawn. It knows neither files nor how a cloud is drawn.
"""

from functools import partial
from weakref import WeakSet

from app.clouds import Cloud, prepare, reader_of, takes_time
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.graph import Change, Inserted, Replaced
from scene.messages import msg
from scene.node import Node
from scene.payloads import PointCloud, StreamedPoints


class CloudKeeper:
    """Has the streamed clouds of a window's scene prepared.

    Parameters
    ----------
    bench : Workbench
        Whose scene it is.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._asked: WeakSet[Cloud] = WeakSet()
        bench.scene_changed.connect(self._on_changes)
        bench.session_changed.connect(self._on_session)

    def _on_session(self) -> None:
        for node in self._bench.session.scene.walk():
            self._look_at(node)

    def _on_changes(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Inserted):
                self._look_at(change.node)
            elif isinstance(change, Replaced):
                self._look_at(change.after)

    def _look_at(self, node: Node) -> None:
        cloud = node.payload
        if not isinstance(cloud, PointCloud | StreamedPoints) or not takes_time(cloud):
            return
        if cloud in self._asked or reader_of(cloud) is not None:
            return
        self._asked.add(cloud)
        self._bench.jobs.run(
            partial(prepare, cloud),
            msg("Preparing {name} for a closer look", name=node.name),
            done=lambda nothing: self._bench.view.renew_points(),
            failed=self._on_problem,
            quiet=isinstance(cloud, PointCloud),
        )

    def _on_problem(self, problem: WeiyangError) -> None:
        self._bench.tell(problem.message, problem.hint)
