"""权责清单: the powers of a department or a township, and what answers for each.

Responsibilities and routes are read by the common reader. A list of responsibilities alone (责任清单, a name and 责任事项, no basis) is a
list of powers too; laid out one responsibility per row, the rows of one power are one item.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, state
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind

COLUMNS = (
    KindColumn(
        "stage", "责任环节", "环节 责任环节 办理环节 工作环节 阶段 责任阶段 流程环节 责任事项环节 运行环节 程序环节"
    ),
    KindColumn("target", "实施对象", "实施对象 行使对象 行政相对人类型"),
    KindColumn("time_limit", "法定时限", "法定期限 法定办理时限 法定办理期限"),
    KindColumn("promised_limit", "承诺时限", "承诺期限 承诺办理时限 承诺办理期限"),
    KindColumn("limits", "法定和承诺时限", "时限 办结时限 法定承诺期限 法定时限和承诺时限 法定时限承诺时限"),
    KindColumn("status", "状态", "权力运行状态 事项运行状态"),
)
ADDS = frozenset({"stage", "responsibility", "responsibility_basis", "accountability", "accountability_basis"})
_LIMIT = re.compile(
    r"(?P<which>法定|承诺)(?:办[理结])?(?:时限|期限|时间)?\s*[:：]?\s*(?P<limit>[^;；,，。\n:：]+?)(?=\s*(?:[;；,，。\n]|承诺|法定|$))"
)


def limits(text: str) -> tuple[str, str]:
    """The statutory and the promised limit that one cell gives (法定20个工作日；承诺5个工作日); "" for one that it does not."""
    found = {match["which"]: match["limit"].strip() for match in _LIMIT.finditer(unicodedata.normalize("NFKC", text))}
    return found.get("法定", ""), found.get("承诺", "")


def facts_of(cells: Cells) -> dict[str, str]:
    """The facts of a power: whom it is exercised on, its limits, its state."""
    statutory, promised = limits(cells.look("limits"))
    if statutory or promised:
        cells.take("limits")
    return {
        "target": cells.take("target"),
        "statutory_limit": cells.take("time_limit") or statutory,
        "promised_limit": cells.take("promised_limit") or promised,
        "item_status": cells.take("status"),
    }


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord:
    """A power."""
    cells = Cells(row, COLUMNS, ctx)
    # A stage is said by the responsibilities themselves, where there are any.
    if entry.responsibilities:
        cells.take("stage")
    return state(entry, cells, ItemKind.POWER, facts_of(cells))


KIND = Kind(
    kind=ListKind.POWER,
    titles=r"权责|权力|职权|权限|责任清单|行政(?:许可|处罚|强制|检查)|服务事项|事项目录",
    read=read,
    columns=COLUMNS,
    adds=ADDS,
)
