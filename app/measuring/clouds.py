"""Heights of buildings from point clouds. It knows no Qt."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from app.clouds import prepare, reader_of
from app.measuring.layers import MeasuredLayer, Which, with_measured
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.geometry.cloud_heights import CloudSampler, is_classified
from scene.graph import Snapshot
from scene.messages import msg
from scene.node import Node, Role
from scene.payloads import Buildings, PointCloud, StreamedPoints

#: Blocks whose points lie nearer to each other than this add nothing to a height, metres.
FINE: float = 0.2


def clouds_of(scene: Snapshot) -> tuple[Node, ...]:
    """Return the point clouds of a scene."""
    return tuple(n for n in scene.of_role(Role.POINTS) if isinstance(n.payload, PointCloud | StreamedPoints))


def measure(layer: Node, clouds: Sequence[Node], which: Which, feedback: Feedback) -> MeasuredLayer:
    """Return a layer of buildings with heights from point clouds.

    Parameters
    ----------
    layer : Node
        Buildings.
    clouds : sequence of Node
        The clouds; those that are streamed are prepared first if need be.
    which : str
        ``assumed``: only buildings whose height nobody knew; ``all``.
    feedback : Feedback

    Raises
    ------
    InvalidRequest
        If the clouds show none of the buildings.
    Cancelled
        If the person asked to stop.
    """
    buildings = layer.payload
    assert isinstance(buildings, Buildings)
    samples = [
        node.payload.sample if isinstance(node.payload, StreamedPoints) else node.payload for node in clouds
    ]
    classified = bool(samples) and all(is_classified(s) for s in samples if isinstance(s, PointCloud))
    sampler = CloudSampler(buildings, classified)
    for number, node in enumerate(clouds):
        _gather(sampler, node, PartOf(feedback, number / len(clouds), (number + 1) / len(clouds)))
    found = sampler.result()
    source = "points" if classified else "points_unclassified"
    told = (
        msg("{count} buildings of {name} have heights from the point cloud; {unknown} are not in it.")
        if classified
        else msg(
            "{count} buildings of {name} have heights from the point cloud, highest against lowest: "
            "its points have no classes; {unknown} are not in it."
        )
    )
    nothing = msg("The point cloud gives no building of {name} a height.", name=layer.name)
    layer_now = with_measured(layer, found.measured, source, which, told, nothing)
    feedback.progress(1.0)
    return layer_now


def _gather(sampler: CloudSampler, node: Node, feedback: Feedback) -> None:
    """Give the sampler the points of a cloud."""
    cloud = node.payload
    feedback.check()
    if isinstance(cloud, PointCloud):
        sampler.add(_placed(cloud, node))
        return
    assert isinstance(cloud, StreamedPoints)
    if reader_of(cloud) is None:
        prepare(cloud, PartOf(feedback, 0.0, 0.7))
    reader = reader_of(cloud)
    if reader is None:
        raise InvalidRequest(
            msg("{name} cannot be read.", name=node.name), msg("Put its file back, or import it again.")
        )
    blocks = reader.blocks
    wanted = [row for row in range(len(blocks.count)) if blocks.spacing[row] >= FINE / 2.0]
    for place, row in enumerate(wanted):
        feedback.check()
        if node.transform is not None or sampler.touches(blocks.low[row], blocks.high[row]):
            sampler.add(_placed(reader.read(row), node))
        feedback.progress(0.7 + 0.3 * place / len(wanted))


def _placed(cloud: PointCloud, node: Node) -> PointCloud:
    if node.transform is None:
        return cloud
    moved = cloud.positions @ node.transform[:3, :3].T + node.transform[:3, 3]
    return replace(cloud, positions=moved.astype(np.float32))
