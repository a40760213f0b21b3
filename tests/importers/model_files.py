"""Small COLLADA, 3MF and 3DS files, put together by hand. It does not know what reads them.

Each holds a square of 2 m (x) by 3 m (depth), red, and a blue triangle that stands 4 m high on it.
"""

import io
import struct
import zipfile


def collada(up: str = "Y_UP", metres: float = 0.01, texture: str = "") -> bytes:
    """Return a file in a unit of its own, the square a polygon of four corners."""
    k = 1.0 / metres
    corners = [(0, 0, 0), (2, 0, 0), (2, 0, -3), (0, 0, -3), (0, 4, 0)]  # y up
    if up == "Z_UP":
        corners = [(x, -z, y) for x, y, z in corners]
    text = " ".join(f"{k * value:g}" for corner in corners for value in corner)
    paint = '<texture texture="s" texcoord="UV"/>' if texture else "<color>1 0 0 1</color>"
    surface = (
        '<newparam sid="f"><surface type="2D"><init_from>i</init_from></surface></newparam>'
        '<newparam sid="s"><sampler2D><source>f</source></sampler2D></newparam>'
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset><unit name="own" meter="{metres}"/><up_axis>{up}</up_axis></asset>
<library_images><image id="i"><init_from>{texture}</init_from></image></library_images>
<library_effects>
<effect id="re"><profile_COMMON>{surface if texture else ""}<technique sid="c"><lambert>
<diffuse>{paint}</diffuse></lambert></technique></profile_COMMON></effect>
<effect id="be"><profile_COMMON><technique sid="c"><phong><diffuse><color>0 0 1 1</color></diffuse></phong>
</technique></profile_COMMON></effect></library_effects>
<library_materials><material id="r"><instance_effect url="#re"/></material>
<material id="b"><instance_effect url="#be"/></material></library_materials>
<library_geometries><geometry id="g" name="亭"><mesh>
<source id="p"><float_array id="pa" count="15">{text}</float_array>
<technique_common><accessor source="#pa" count="5" stride="3"/></technique_common></source>
<source id="t"><float_array id="ta" count="8">0 0 1 0 1 1 0 1</float_array>
<technique_common><accessor source="#ta" count="4" stride="2"/></technique_common></source>
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<polylist material="R" count="1"><input semantic="VERTEX" source="#v" offset="0"/>
<input semantic="TEXCOORD" source="#t" offset="1" set="0"/><vcount>4</vcount><p>0 0 1 1 2 2 3 3</p></polylist>
<triangles material="B" count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 4</p></triangles>
</mesh></geometry></library_geometries>
<library_nodes><node id="n"><instance_geometry url="#g"><bind_material><technique_common>
<instance_material symbol="R" target="#r"/><instance_material symbol="B" target="#b"/>
</technique_common></bind_material></instance_geometry></node></library_nodes>
<library_visual_scenes><visual_scene id="s"><node name="何园"><instance_node url="#n"/></node>
</visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#s"/></scene></COLLADA>""".encode()


def threemf(unit: str = "centimeter", metres: float = 0.01, extra: str = "") -> bytes:
    """Return an archive whose object is made of a component."""
    k = 1.0 / metres
    corners = [(0, 0, 0), (2, 0, 0), (2, 3, 0), (0, 3, 0), (0, 0, 4)]
    vertices = "".join(f'<vertex x="{k * x}" y="{k * y}" z="{k * z}"/>' for x, y, z in corners)
    model = f"""<?xml version="1.0" encoding="UTF-8"?>
<model unit="{unit}" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>
<basematerials id="9"><base name="red" displaycolor="#FF0000"/><base name="blue" displaycolor="#0000FFFF"/>
</basematerials>
<object id="1" type="model" pid="9" pindex="0" name="亭"><mesh><vertices>{vertices}</vertices><triangles>
<triangle v1="0" v2="1" v3="2"/><triangle v1="0" v2="2" v3="3"/>
<triangle v1="0" v2="1" v3="4" pid="9" p1="1"/></triangles></mesh></object>
<object id="2" type="model"><components><component objectid="1"/>{extra}</components></object></resources>
<build><item objectid="2"/></build></model>"""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3D/3dmodel.model", model)
    return held.getvalue()


def chunk(kind: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack("<HI", kind, 6 + len(body)) + body


def max3ds(texture: str = "") -> bytes:
    """Return a file with a mesh of two materials, their names as Chinese systems write them."""
    corners = [(0, 0, 0), (2, 0, 0), (2, 3, 0), (0, 3, 0), (0, 0, 4)]
    red, blue = "红".encode("gb18030"), "蓝".encode("gb18030")

    def paint(name: bytes, colour: tuple[int, int, int], file: str = "") -> bytes:
        picture = chunk(0xA200, chunk(0xA300, file.encode("gb18030") + b"\0")) if file else b""
        return chunk(
            0xAFFF, chunk(0xA000, name + b"\0"), chunk(0xA020, chunk(0x0011, bytes(colour))), picture
        )

    faces = struct.pack("<H", 3) + struct.pack("<12H", 0, 1, 2, 0, 0, 2, 3, 0, 0, 1, 4, 0)
    groups = chunk(0x4130, red + b"\0", struct.pack("<3H", 2, 0, 1))
    groups += chunk(0x4130, blue + b"\0", struct.pack("<2H", 1, 2))
    points = struct.pack("<H", 5) + struct.pack("<15f", *(value for corner in corners for value in corner))
    uv = struct.pack("<H", 5) + struct.pack("<10f", 0, 0, 1, 0, 1, 1, 0, 1, 0, 0)
    mesh = chunk(0x4100, chunk(0x4110, points), chunk(0x4120, faces, groups), chunk(0x4140, uv))
    thing = chunk(0x4000, "亭".encode("gb18030") + b"\0", mesh)
    paints = paint(red, (255, 0, 0), texture) + paint(blue, (0, 0, 255))
    return chunk(0x4D4D, chunk(0x0002, struct.pack("<I", 3)), chunk(0x3D3D, paints, thing))
