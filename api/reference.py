"""The page under ``/docs``: the OpenAPI document as one plain page in Chinese, with nothing fetched from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h1,h2,h3{line-height:1.3}h3{margin-top:2rem}code{background:#f3f3f3;padding:.1em .3em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;border-top:1px solid #ddd;padding:.3em .6em .3em 0}
th{font-weight:600}small{color:#555}
"""
_TRIED = {
    "/api/v1/search": "?q=公共场所卫生&limit=5",
    "/api/v1/trace": "?id=law/cn/渔业法/art_38",
    "/api/v1/show": "?id=law/cn/渔业法",
    "/api/v1/laws": "?title=渔业",
    "/api/v1/laws/diff": "?law=渔业法",
    "/api/v1/who": "?law=渔业法&article=6",
    "/api/v1/duties": "?body=黄梅县应急管理局",
    "/api/v1/stats": "",
    "/api/v1/releases": "",
    "/api/v1/context.jsonld": "",
    "/id/{identifier}": "law/cn/渔业法.ttl",
    "/health": "",
    "/ready": "",
}


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if not reference:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return found


def _limits(schema: dict[str, Any]) -> str:
    kinds = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    said = []
    for kind in kinds:
        if "minimum" in kind and "maximum" in kind:
            said.append(f"{kind['minimum']} 至 {kind['maximum']}")
        if "maxLength" in kind:
            said.append(f"至多 {kind['maxLength']} 字")
        if kind.get("format") == "date":
            said.append("日期")
    if schema.get("default") not in (None, "", []):
        said.append(f"默认 {str(schema['default']).lower()}")
    return "，".join(said)


def _rows(rows: list[tuple[str, str, str]]) -> str:
    body = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(said)}</td><td><small>{escape(more)}</small></td></tr>"
        for name, said, more in rows
    )
    return f"<table>{body}</table>" if rows else ""


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[tuple[str, str, str]]:
    resolved = _resolve(document, schema)
    return [
        (name, field.get("description", ""), _limits(field)) for name, field in resolved.get("properties", {}).items()
    ]


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    parts = [f"<h3>{escape(operation['summary'])}</h3><p><code>{method.upper()} {escape(path)}</code></p>"]
    if operation.get("description"):
        parts.append(f"<p>{escape(operation['description'])}</p>")
    parameters = [
        (p["name"], p.get("description") or p["schema"].get("description", ""), _limits(p["schema"]))
        for p in operation.get("parameters", [])
    ]
    parts.append(_rows(parameters))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        parts.append("<p>请求内容（JSON）：</p>" + _rows(_fields(document, content["schema"])))
    answered = operation["responses"]["200"].get("content", {}).get("application/json")
    fields = _fields(document, answered["schema"]) if answered else []
    if fields:
        parts.append("<details><summary>回答</summary>" + _rows(fields) + "</details>")
    if path in _TRIED:
        tried = path.replace("{identifier}", "") + _TRIED[path]
        parts.append(f'<p>试试：<a href="{escape(quote(tried, safe="/?=&."))}">{escape(tried)}</a></p>')
    errors = "，".join(
        f"{code} {response['description']}" for code, response in operation["responses"].items() if code >= "4"
    )
    parts.append(f"<p><small>出错时：{escape(errors)}</small></p>" if errors else "")
    return "".join(parts)


def page(document: dict[str, Any]) -> str:
    """The page, as HTML."""
    sections = []
    for tag in document["tags"]:
        sections.append(f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>")
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if tag["name"] in operation.get("tags", []):
                    sections.append(_operation(document, path, method, operation))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(document['info']['title'])} 接口说明</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(document['info']['title'])} 接口说明</h1><p>{escape(document['info']['description'])}</p>"
        '<p>机器可读的说明：<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>（OpenAPI）</p>'
        f"{''.join(sections)}</body></html>"
    )
