"""Makes the spreadsheets of ``examples/lists``: ``python -m examples.make_lists [FOLDER]``.

They are committed; this shows how they came about and makes them again. Each department keeps its own layout, as real offices do.
Titles of laws, article numbers and division codes are facts; who does what in which words is the project's own.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[str | int]
_MADE = datetime(2024, 7, 1, 9, 0)  # noqa: DTZ001 (a spreadsheet's own clock has no zone)


def _workbook() -> Workbook:
    book = Workbook()
    book.properties.creator = "黄梅县（示例）"
    book.properties.created = book.properties.modified = _MADE
    return book


def _sheet(book: Workbook, name: str, rows: Sequence[Row], widths: Sequence[int], first: bool = False) -> Worksheet:
    sheet = book.active if first else book.create_sheet()
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append([value if value != "" else None for value in row])
    for index, width in enumerate(widths):
        sheet.column_dimensions[chr(65 + index)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    return sheet


def _numbered(items: Sequence[Sequence[str]]) -> list[Row]:
    return [[order, *item] for order, item in enumerate(items, 1)]


def _title(sheet: Worksheet, row: int, last: str, bold: bool = True) -> None:
    sheet.merge_cells(f"A{row}:{last}{row}")
    sheet[f"A{row}"].alignment = Alignment(horizontal="center")
    sheet[f"A{row}"].font = Font(bold=bold, size=16 if bold else 11)


def _merge_down(sheet: Worksheet, column: str, first: int, last: int) -> None:
    """Merge where a value is followed by empty cells."""
    start = first
    for row in range(first + 1, last + 2):
        if row == last + 1 or sheet[f"{column}{row}"].value is not None:
            if row - 1 > start:
                sheet.merge_cells(f"{column}{start}:{column}{row - 1}")
            start = row


# 县应急管理局: fifteen columns, head in row 4, the type merged over its items ----------------------------------------------

_EMERGENCY_HEAD = (
    "序号", "权力类型", "事项名称", "子项名称", "实施（设定）\n依据", "行使/责任主体", "承办机构", "实施层级\n及权限",
    "部门职责", "责任事项内容", "责任事项依据", "追责对象范围", "追责情形", "备注", "状态",
)  # fmt: skip
_WHO = ("县应急管理局", "县级")
_CARE = "不受理、不检查、不处理或者越权处理的，依法追究责任"


def _emergency() -> Workbook:
    safe = "《中华人民共和国安全生产法》"
    fire = "《烟花爆竹安全管理条例》（国务院令第455号，2016年2月6日修订）"
    rescue = "《生产安全事故应急条例》（国务院令第708号）"
    base, team, crisis = "安全生产基础股", "应急管理综合执法大队", "应急指挥和救援协调股"
    duty = "安全生产综合监督管理"
    items: list[tuple[str, str, str, str, str, str]] = [
        ("行政许可", "烟花爆竹经营（零售）许可", "", f"【行政法规】{fire}第十六条、第十九条", base, duty),
        ("", "矿山、金属冶炼等建设项目安全设施设计审查", "", f"【法律】{safe}（2021年修正）第三十三条", base, duty),
        ("行政处罚", "对生产经营单位主要负责人未履行安全生产管理职责的处罚",
         "", f"【法律】{safe}（2021年修正）第九十四条", team, duty),
        ("", "对安全培训、资格和预案方面违法行为的处罚", "未按规定培训或者未如实记录培训情况",
         f"【法律】{safe}（2021年修正）第九十七条第三项、第四项", team, duty),
        ("", "", "未按规定制定应急救援预案或者未定期演练",
         f"【法律】{safe}（2021年修正）第九十七条第六项\n【行政法规】{rescue}第三十条", team, duty),
        ("", "对危险物品和重大危险源管理不到位的处罚", "", f"【法律】{safe}第101条", team, duty),
        ("", "对未采取措施消除事故隐患的处罚", "",
         f"{safe}（2021年6月10日修正）第一百零二条：发现隐患不整改的，由应急局罚款。", team, duty),
        ("", "对违法发包、出租生产经营场所的处罚", "", f"{safe}第一百零三条第一款", team, duty),
        ("", "对应急救援预案未备案、未建立应急值班制度的处罚", "", f"{rescue}第三十二条", team, "应急管理"),
        ("", "对应急救援器材维护不力的处罚", "", f"{rescue}第三十一条", team, "应急管理"),
        ("", "对未经许可经营烟花爆竹的处罚", "", f"{fire}第三十六条第一款", team, duty),
        ("", "对烟花爆竹批发、零售违规行为的处罚", "", f"{fire}第三十八条", team, duty),
        ("行政强制", "对拒不执行停产停业决定单位停止供电、停止供应民用爆炸物品",
         "", f"【法律】{safe}（2021年修正）第七十条", team, duty),
        ("行政检查", "对生产经营单位执行安全生产法律法规情况的监督检查",
         "", f"{safe}第六十二条、第六十五条", team, duty),
        ("", "对应急救援预案演练情况的监督检查", "", f"{rescue}第八条", crisis, "应急管理"),
        ("其他行政权力", "生产安全事故应急救援预案备案", "", f"{rescue}第七条", crisis, "应急管理"),
    ]  # fmt: skip
    rows: list[Row] = [
        ["黄梅县应急管理局权责清单"],
        ["（截至2024年6月30日）"],
        ["填报单位：黄梅县应急管理局（盖章）"],
        _EMERGENCY_HEAD,
    ]
    number = 0
    for type_, name, sub, basis, office, mandate in items:
        number += 1 if name else 0
        rows.append(
            [
                number if name else "",
                type_,
                name,
                sub,
                basis,
                _WHO[0],
                office,
                _WHO[1],
                mandate,
                "1.受理或者立案；2.核查；3.决定；4.公开" if name else "",
                "《中华人民共和国行政处罚法》第五十七条" if "处罚" in name else "",
                "具体承办人、审核人、批准人" if name else "",
                _CARE if name else "",
                "",
                "在用",
            ]
        )
    rows.append(["注：本清单由黄梅县应急管理局负责解释。"])
    rows.append(["2.省、市下放的事项另行公布。"])
    book = _workbook()
    sheet = _sheet(book, "权责清单", rows, (6, 10, 30, 22, 44, 14, 18, 10, 16, 26, 26, 18, 26, 8, 8), first=True)
    _title(sheet, 1, "O")
    _title(sheet, 2, "O", bold=False)
    last = 4 + len(items)
    for column in "ABCJKLM":
        _merge_down(sheet, column, 5, last)
    return book


# 县卫生健康局: two-row head (职权名称: 项目, 子项) in rows 3 and 4 ----------------------------------------------------------


def _health() -> Workbook:
    disease, disease_old = "《中华人民共和国传染病防治法》", "《中华人民共和国传染病防治法》（2013年修正）"
    place = "《公共场所卫生管理条例》"
    clinic = "《医疗机构管理条例》（国务院令第149号，2016年修订）"
    doctor = "《中华人民共和国医师法》"
    items: list[tuple[str, str, str, str]] = [
        ("行政许可", "公共场所卫生许可", "", f"{place}（2024年修订）第四条、第八条"),
        ("行政许可", "医疗机构设置审批和执业登记", "设置审批", f"{clinic}第九条"),
        ("", "", "执业登记", f"{clinic}第十五条"),
        ("行政许可", "医师执业注册", "", f"{doctor}第十三条"),
        ("行政处罚", "对公共场所卫生违法行为的处罚", "未取得卫生许可证擅自营业", f"{place}第十四条第一款第四项"),
        ("", "", "从业人员无健康合格证直接为顾客服务", f"{place}第十四条第一款第（二）项"),
        ("", "", "卫生质量不符合标准继续营业", f"{place}第十四条第一款第（一）项"),
        ("行政处罚", "对饮用水供水单位和消毒产品违反卫生要求的处罚", "", f"{disease_old}第七十三条"),
        ("行政处罚", "对医疗机构违反传染病防治规定的处罚", "", f"{disease}(2013年6月29日修正)第69条"),
        ("行政处罚", "对未取得执业许可证擅自执业的处罚", "", f"{clinic}第四十四条"),
        ("行政处罚", "对诊疗活动超出登记范围的处罚", "", f"{clinic}第四十七条"),
        ("行政处罚", "对非医师行医的处罚", "", f"{doctor}第五十九条"),
        (
            "行政强制",
            "对可能被污染的公共饮用水源、食品以及相关物品采取临时控制措施",
            "",
            f"{disease}（2025年修订）第九十五条",
        ),
        ("行政检查", "公共场所卫生监督检查", "", f"{place}第十条；\n第十二条第(一)项"),
        ("行政检查", "传染病防治监督检查", "", f"{disease}第九十三条"),
    ]
    rows: list[Row] = [
        ["黄梅县卫生健康局权责清单（2025年10月10日公布）"],
        [""],
        ["序号", "职权类型", "职权名称", "", "职权依据", "实施主体", "责任事项", "备注"],
        ["", "", "项目", "子项", "", "", "", ""],
    ]
    number = 0
    for type_, name, sub, basis in items:
        number += 1 if name else 0
        rows.append(
            [
                number if name else "",
                type_,
                name,
                sub,
                basis,
                "黄梅县卫生健康局",
                "受理、审查、决定、监管" if name else "",
                "",
            ]
        )
    book = _workbook()
    sheet = _sheet(book, "Sheet1", rows, (6, 12, 34, 28, 44, 18, 22, 10), first=True)
    _title(sheet, 1, "H")
    sheet.merge_cells("C3:D3")
    for column in "ABEFGH":
        sheet.merge_cells(f"{column}3:{column}4")
    for column in "ABCG":
        _merge_down(sheet, column, 5, 4 + len(items))
    return book


# 县住房和城乡建设局: types as heading rows, head in row 6, total and notes below ---------------------------------------------


def _housing() -> Workbook:
    gas = "《城镇燃气管理条例》（国务院令第583号，2016年2月6日修订）"
    estate = "《物业管理条例》"
    quality = "《建设工程质量管理条例》（2019年修订）"
    build = "《中华人民共和国建筑法》（2019年修正）"
    groups: list[tuple[str, list[tuple[str, str, str]]]] = [
        ("一、行政许可（共4项）", [
            ("燃气经营许可", f"{gas}第十五条", "城镇燃气管理站"),
            ("建筑工程施工许可", f"{build}第七条、第八条", "建筑业管理股"),
            ("特殊建设工程消防设计审查", "《中华人民共和国消防法》（2021年修正）第十一条", "消防技术服务中心"),
            ("改动市政燃气设施审批", f"{gas}第三十八条", "城镇燃气管理站"),
        ]),
        ("二、行政处罚（共9项）", [
            ("对未取得燃气经营许可证从事燃气经营活动的处罚", f"{gas}第四十五条第一款", "城建监察大队"),
            ("对燃气经营者违规经营的处罚", f"{gas}第四十六条", "城建监察大队"),
            ("对燃气用户违规用气的处罚", f"{gas}第四十九条", "城建监察大队"),
            ("对在燃气设施保护范围内从事危险作业的处罚", f"{gas}第五十条", "城建监察大队"),
            ("对未取得施工许可证擅自施工的处罚",
             f"1.{build}第六十四条\n2.{quality}第五十七条", "建筑业管理股、城建监察大队"),
            ("对装修擅自变动建筑主体和承重结构的处罚", f"{build}第七十条；{quality}第六十九条", "城建监察大队"),
            ("对挪用住宅专项维修资金的处罚", f"{estate}（国务院令第379号）第六十条", "物业管理股"),
            ("对擅自改变物业共用部位用途等行为的处罚", f"{estate}第63条", "物业管理股"),
            ("对夜间违规施工产生噪声的处罚",
             "《中华人民共和国噪声污染防治法》第四十三条、第七十七条", "城建监察大队"),
        ]),
        ("三、行政检查（共2项）", [
            ("燃气安全监督检查", f"{gas}第四十一条第二款", "城镇燃气管理站"),
            ("建设工程质量监督检查", f"{quality}第四十三条", "质量安全监督站"),
        ]),
        ("四、行政确认（共1项）", [("危险房屋安全鉴定",
         "《村庄和集镇规划建设管理条例》第二十九条", "房屋安全管理股")]),
        ("五、其他行政权力（共1项）", [("建设工程竣工验收备案", f"{quality}第四十九条", "质量安全监督站")]),
    ]  # fmt: skip
    rows: list[Row] = [
        ["附件3"],
        ["黄梅县住房和城乡建设局"],
        ["行政权责清单"],
        ["版本日期：2024年12月31日"],
        [""],
        ["序号", "权责名称", "法律依据", "责任科室", "实施主体", "监督电话"],
    ]
    number, headings = 0, []
    for heading, items in groups:
        rows.append([heading])
        headings.append(len(rows))
        for name, basis, office in items:
            number += 1
            rows.append([number, name, basis, office, "县住建局", "（示例）"])
    rows.append(["合计", f"{number}项"])
    rows.append(["说明：序号为“１”至“１７”的事项由县住房和城乡建设局机关及所属单位承办。"])
    book = _workbook()
    sheet = _sheet(book, "权责清单", rows, (6, 44, 52, 22, 14, 14), first=True)
    for row in (2, 3):
        _title(sheet, row, "F")
    for row in headings:
        sheet.merge_cells(f"A{row}:F{row}")
    return book


# 县市场监督管理局: two sheets, other column order, a hidden column, codes ----------------------------------------------------


def _market() -> Workbook:
    food = "《中华人民共和国食品安全法》（2021年修正）"
    food_new = "《中华人民共和国食品安全法》（2025年修正）"
    special = "《中华人民共和国特种设备安全法》"
    product = "《中华人民共和国产品质量法》（2018年修正）"
    drug = "《中华人民共和国药品管理法》（2019年修订）"
    entity = "《中华人民共和国市场主体登记管理条例》（国务院令第746号）"
    licence = "《无证无照经营查处办法》（国务院令第684号）"
    head = ("职权编码", "事项名称", "子项", "类别", "设定依据", "责任股室", "行使层级", "实施主体", "审核意见", "备注")
    sheets: list[tuple[str, list[tuple[str, str, str, str, str, str]]]] = [
        ("许可和确认", [
            ("XK-0001", "食品经营许可", "", "01", f"{food_new}第三十五条", "食品监督股"),
            ("XK-0002", "药品零售经营许可", "", "01", f"{drug}第五十一条", "药械监督股"),
            ("XK-0003", "特种设备使用登记", "", "01", f"{special}第三十三条", "特种设备股"),
            ("QR-0001", "市场主体登记", "设立登记", "07", f"{entity}第三条、第十九条", "登记注册股"),
            ("QR-0002", "", "变更登记", "", f"{entity}第三条", "登记注册股"),
        ]),
        ("处罚和检查", [
            ("CF-0001", "对无证从事食品生产经营的处罚", "", "02", f"{food}第一百二十二条第一款", "综合执法大队"),
            ("CF-0002", "对未履行进货查验等义务的处罚", "", "02", f"{food}第126条第1款第3项", "综合执法大队"),
            ("CF-0003", "对食品标签违法的处罚", "", "02", f"{food}第一百二十五条第一款第（二）项", "综合执法大队"),
            ("CF-0004", "对无照经营的处罚", "", "02", f"{licence}第十三条", "综合执法大队"),
            ("CF-0005", "对为无照经营提供场所的处罚", "", "02", f"{licence}第十四条", "综合执法大队"),
            ("CF-0006", "对未办理变更登记的处罚", "", "02", f"{entity}第四十六条", "综合执法大队"),
            ("CF-0007", "对特种设备未登记、未定期检验的处罚",
             "未办理使用登记", "02", f"{special}第八十三条第一项", "综合执法大队"),
            ("CF-0008", "", "使用未经检验的设备", "", f"{special}第八十四条第一项", "综合执法大队"),
            ("CF-0009", "对掺杂掺假、以次充好的处罚", "", "02", f"{product}第五十条", "综合执法大队"),
            ("CF-0010", "对无证经营药品的处罚", "", "02", f"{drug}第一百一十五条", "综合执法大队"),
            ("JC-0001", "食品安全监督检查", "", "06", f"{food}第一百零九条、第一百一十条", "食品监督股"),
            ("QZ-0001", "对有证据证明不符合安全标准的食品的查封、扣押",
             "", "03", f"{food}第一百一十条第四项", "综合执法大队"),
            ("JC-0002", "特种设备安全监督检查", "", "06", f"{special}第五十七条", "特种设备股"),
        ]),
    ]  # fmt: skip
    book = _workbook()
    for order, (name, items) in enumerate(sheets):
        rows: list[Row] = [
            ["黄梅县市场监督管理局行政职权目录"],
            ["（截至二〇二五年三月三十一日）"],
            ["县委编办  县司法局  联合审核"],
            [""],
            ["说明：编码为县内自编，前两个字母为类型。"],
            [""],
            head,
        ]
        for code, item, sub, type_, basis, office in items:
            rows.append([code, item, sub, type_, basis, office, "县级", "县市场监管局", "同意", ""])
        sheet = _sheet(book, name, rows, (12, 40, 20, 8, 46, 16, 10, 18, 10, 10), first=not order)
        _title(sheet, 1, "J")
        sheet.column_dimensions["I"].hidden = True
        for column in "BD":
            _merge_down(sheet, column, 8, 7 + len(items))
    return book


# 县农业农村局: a GBK text file without title; its sidecar says whose it is ---------------------------------------------------

FARMING_SIDECAR = """# 这个文件没有标题行，由说明文件写明是谁的、哪一天的清单
authority: 黄梅县农业农村局
place: "421127"
edition: 2024-05-31
kind: power_list
title: 黄梅县农业农村局权责清单
"""


def _farming() -> bytes:
    fish = "《中华人民共和国渔业法》（2013年修正）"
    farm = "《中华人民共和国农产品质量安全法》"
    pest = "《农药管理条例》（2022年修订）"
    animal = "《中华人民共和国动物防疫法》（2021年修订）"
    land = "《中华人民共和国土地管理法》（2019年修正）"
    rows = [
        ("1", "行政许可", "农药经营许可", f"{pest}第二十四条", "种植业管理股"),
        ("2", "", "动物防疫条件合格证核发", f"{animal}第二十五条", "畜牧兽医股"),
        ("3", "", "动物诊疗许可", f"{animal}第六十二条", "畜牧兽医股"),
        ("4", "", "捕捞许可证核发", f"{fish}第二十三条", "渔业渔政股"),
        ("5", "", "养殖证核发", f"{fish}第十一条第一款", "渔业渔政股"),
        ("6", "行政处罚", "对使用电鱼、毒鱼、炸鱼等方法捕捞的处罚", f"{fish}第三十八条第一款", "农业综合执法大队"),
        ("7", "", "对未取得捕捞许可证擅自捕捞的处罚", f"{fish}第四十一条", "农业综合执法大队"),
        ("8", "", "对偷捕、抢夺他人养殖水产品的处罚", "《渔业法》第三十九条", "农业综合执法大队"),
        ("9", "", "对无证经营农药、经营假农药的处罚", f"{pest}第五十五条", "农业综合执法大队"),
        ("10", "", "对违规使用农药的处罚", f"{pest}第六十条", "农业综合执法大队"),
        ("11", "", "对农产品中使用禁用药物的处罚", f"{farm}（2022年修订）第七十条第一款", "农业综合执法大队"),
        ("12", "", "对经营、运输无检疫证明动物的处罚", f"{animal}第一百条", "农业综合执法大队"),
        ("13", "", "对农村村民非法占用土地建住宅的处理", f"{land}第七十八条", "农业综合执法大队"),
        ("14", "行政检查", "农产品质量安全监督检查", f"{farm}第五十二条、第五十三条", "农产品质量安全监管股"),
        ("15", "", "渔业监督检查", f"{fish}第六条,第七条", "渔业渔政股"),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("序号", "职权类型", "职权名称", "实施依据", "实施主体", "承办机构", "对应责任事项", "备注"))
    for number, type_, name, basis, office in rows:
        writer.writerow((number, type_, name, basis, "黄梅县农业农村局", office, "依法实施并接受监督", ""))
    return out.getvalue().encode("gb18030")


# 小池镇: three sheets, basic duties under merged themes ---------------------------------------------------------------------

_XIAOCHI: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("一、党的建设（3项）", [
        ("落实全面从严治党责任，抓好村和社区党组织建设", "《中国共产党农村基层组织工作条例》", "党建工作办公室"),
        ("党员发展、教育和管理", "《中国共产党章程》", "党建工作办公室"),
        ("统筹网格员队伍管理", "", "党政综合办公室"),
    ]),
    ("二、经济发展（3项）", [
        ("项目用地、用工等要素的协调服务", "", "经济发展服务办公室"),
        ("配合经济普查和农业普查的组织", "", "经济发展服务办公室"),
        ("集贸市场的建设和日常管理", "《黄梅县集镇秩序和市容管理办法》第三条", "经济发展服务办公室"),
    ]),
    ("三、民生服务（6项）", [
        ("公共场所卫生服务管理",
         "《公共场所卫生管理条例》第三条、第五条；《中华人民共和国传染病防治法》第十五条", "社会事务办公室"),
        ("传染病防控", "《中华人民共和国传染病防治法》（2025年修订）第十五条第一款", "社会事务办公室"),
        ("最低生活保障申请的受理、调查审核和动态管理",
         "《社会救助暂行办法》（国务院令第649号）第四条、第十一条、第十三条", "社会事务办公室"),
        ("特困人员供养申请的受理和审核",
         "《社会救助暂行办法》第十六条\n《农村五保供养工作条例》第七条", "社会事务办公室"),
        ("临时救助申请的受理和审核", "《社会救助暂行办法》第四十八条", "社会事务办公室"),
        ("农村五保供养服务协议的签订和督促",
         "《农村五保供养工作条例》(国务院令第456号)第17条", "社会事务办公室、综合服务中心"),
    ]),
    ("四、平安法治（5项）", [
        ("开展群众性消防工作", "《中华人民共和国消防法》（2021年修正）第三十二条", "平安建设办公室"),
        ("火灾多发季节的消防宣传和检查", "《中华人民共和国消防法》第三十一条", "平安建设办公室"),
        ("辖区生产经营单位安全生产状况的监督检查", "《中华人民共和国安全生产法》第九条第二款", "平安建设办公室"),
        ("安全燃放烟花爆竹的宣传", "《烟花爆竹安全管理条例》第二十九条", "平安建设办公室"),
        ("以镇名义行使下放的行政处罚权", "《中华人民共和国行政处罚法》第二十四条", "综合执法中心"),
    ]),
    ("五、城乡建设（4项）", [
        ("农村村民住宅用地的审核批准", "《中华人民共和国土地管理法》第六十二条第四款", "城乡建设办公室"),
        ("集镇街道、广场搭建临时设施的批准",
         "《村庄和集镇规划建设管理条例》（国务院令第116号）第三十二条", "城乡建设办公室"),
        ("对破坏村容镇貌行为的处罚", "《村庄和集镇规划建设管理条例》第三十九条", "综合执法中心"),
        ("指导成立业主大会", "《物业管理条例》第十条", "城乡建设办公室"),
    ]),
    ("六、生态环保（2项）", [
        ("秸秆露天禁烧的巡查和劝导", "《中华人民共和国大气污染防治法》第七十七条", "农业农村服务中心"),
        ("社会生活噪声扰民的劝导", "《中华人民共和国噪声污染防治法》第六十四条、第八十二条", "综合执法中心"),
    ]),
    ("七、农业农村（3项）", [
        ("农产品质量安全的协助监管和宣传",
         "《中华人民共和国农产品质量安全法》（2022年修订）第六条", "农业农村服务中心"),
        ("农药使用的指导和服务", "《农药管理条例》第三条", "农业农村服务中心"),
        ("农村集体资产和财务的监督", "", "农业农村服务中心"),
    ]),
    ("八、文化旅游（1项）", [("公共文化设施的管理和开放", "", "综合服务中心")]),
    ("九、综合政务（2项）", [
        ("便民服务大厅的运行", "", "综合服务中心"),
        ("公文、档案和值班值守", "《生产安全事故应急条例》第十四条", "党政综合办公室"),
    ]),
]  # fmt: skip
_XIAOCHI_WITH: list[tuple[str, str, str, str, str, str]] = [
    ("生产安全事故应急", "《生产安全事故应急条例》第三条、第五条、第十八条", "县应急管理局",
     "制定县级预案，组织指挥救援和调查", "协助开展先期处置、人员疏散和后勤保障", "平安建设办公室"),
    ("烟花爆竹零售点的安全检查", "《烟花爆竹安全管理条例》第四条、第五条",
     "县应急管理局、县公安局、县市场监管局", "许可、检查和查处", "发现非法经营及时报告", "平安建设办公室"),
    ("公共场所卫生监督检查", "《公共场所卫生管理条例》第十条", "县卫健局",
     "监督检查和处罚", "提供场所名册，参加联合检查", "社会事务办公室"),
    ("食品摊贩和集体聚餐的食品安全管理", "《中华人民共和国食品安全法》第三十六条",
     "县市场监管局", "监督检查和处罚", "登记报备，日常巡查", "社会事务办公室"),
    ("打击非法捕捞", "《中华人民共和国渔业法》第三十条、第三十八条",
     "牵头：县农业农村局；配合：县公安局", "执法和案件办理", "沿江巡查，劝阻和报告", "农业农村服务中心"),
    ("房屋室内装修违法行为的发现和处置", "《建设工程质量管理条例》第六十九条",
     "县住建局", "认定和处罚", "日常巡查和报告", "城乡建设办公室"),
    ("动物疫病防控", "《中华人民共和国动物防疫法》", "县农业农村局",
     "疫苗供应、检疫和执法", "组织免疫、协助无害化处理", "农业农村服务中心"),
    ("未成年人防溺水", "", "县教育局（牵头）、县公安局、县水利局",
     "宣传教育和联合巡查", "设置警示牌，日常巡查", "平安建设办公室"),
]  # fmt: skip
_XIAOCHI_BACK = [
    ("危房安全鉴定", "县住建局\n工作方式：由县住建局委托有资质的机构鉴定，费用列入县级预算"),
    ("燃气安全问题整改", "县住建局\n工作方式：县住建局入户检查并督促整改"),
    ("对夜间违规施工产生噪声的处罚", "县住建局\n工作方式：县住建局受理举报并查处"),
    ("特种设备安全检查", "县市场监管局\n工作方式：县市场监管局按年度计划检查"),
    ("对非法行医的查处", "县卫健局\n工作方式：县卫健局会同县公安局查处"),
    ("农业机械驾驶证发放", "县农业农村局\n工作方式：由县农业农村局窗口办理"),
]


def _xiaochi() -> Workbook:
    book = _workbook()
    rows: list[Row] = [
        ["黄梅县小池镇基本履职事项清单"],
        ["（2025年5月20日公布）"],
        ["序号", "事项名称", "主要依据", "承办机构"],
    ]
    headings, number = [], 0
    for theme, items in _XIAOCHI:
        rows.append([theme])
        headings.append(len(rows))
        for name, basis, office in items:
            number += 1
            rows.append([number, name, basis, office])
    rows.append(["合计", f"{number}项"])
    sheet = _sheet(book, "基本履职事项", rows, (6, 46, 56, 24), first=True)
    _title(sheet, 1, "D")
    _title(sheet, 2, "D", bold=False)
    for row in headings:
        sheet.merge_cells(f"A{row}:D{row}")
    rows = [
        ["黄梅县小池镇配合履职事项清单"],
        ["序号", "事项名称", "法律依据", "对应上级部门", "上级部门职责", "乡镇配合职责", "承办机构"],
        *_numbered(_XIAOCHI_WITH),
    ]
    _title(_sheet(book, "配合履职事项", rows, (6, 34, 40, 26, 30, 30, 18)), 1, "G")
    rows = [
        ["黄梅县小池镇收回履职事项清单"],
        ["序号", "事项名称", "承接部门及工作方式"],
        *_numbered(_XIAOCHI_BACK),
    ]
    _title(_sheet(book, "收回事项", rows, (6, 40, 60)), 1, "C")
    return book


# 五祖镇: one sheet, the theme a merged column, the other two tables below the first --------------------------------------------

_WUZU: list[tuple[str, str, str, str]] = [
    ("党的建设", "村和社区党组织建设", "《中国共产党农村基层组织工作条例》", "党建工作办公室"),
    ("民生服务", "公共场所卫生服务管理",
     "《公共场所卫生管理条例》《中华人民共和国传染病防治法》第十五条", "社会事务办公室"),
    ("", "传染病防控", "《传染病防治法》（2013年修正）第九条", "社会事务办公室"),
    ("", "最低生活保障申请的受理和审核", "《社会救助暂行办法》第十一条", "社会事务办公室"),
    ("平安法治", "群众性消防工作", "《消防法》第三十二条", "平安建设办公室"),
    ("", "安全生产巡查", "《安全生产法》第九条", "平安建设办公室"),
    ("城乡建设", "农村村民住宅用地的审核批准", "《土地管理法》第六十二条", "城乡建设办公室"),
    ("", "村庄饮用水源保护", "《村庄和集镇规划建设管理条例》第三十一条", "城乡建设办公室"),
    ("生态环保", "垅坪水库饮用水水源地的日常巡查和保护",
     "《中华人民共和国水污染防治法》（2017年修正）第六十三条、第六十五条\n《黄冈市饮用水水源巡查保护规定》第四条、第五条", "农业农村服务中心"),
    ("", "垅坪水库库区禁养禁钓的劝导",
     "《水库大坝安全管理条例》第十五条；《黄冈市饮用水水源巡查保护规定》第七条第二项", "综合执法中心"),
    ("文化旅游", "五祖寺景区周边秩序维护", "", "综合执法中心"),
    ("综合政务", "便民服务大厅的运行", "", "综合服务中心"),
]  # fmt: skip
_WUZU_WITH = [
    ("生产安全事故应急", "县应急管理局", "统一指挥和救援", "先期处置、疏散群众", "平安建设办公室"),
    ("水源保护区违法建设的查处", "市生态环境局黄梅县分局、县水利局", "调查和处罚", "发现和报告", "农业农村服务中心"),
    (
        "森林防火",
        "县林业局；县应急管理局；县消防救援大队",
        "预警、扑救和案件办理",
        "巡山、宣传、早期处置",
        "平安建设办公室",
    ),
    ("文物保护单位的日常看护", "县文化和旅游局", "执法和修缮", "看护和报告", "综合服务中心"),
]
_WUZU_BACK = [
    ("危房安全鉴定", "承接部门：县住建局。工作方式：县住建局统一委托鉴定"),
    ("燃气安全问题整改", "承接部门：县住建局。工作方式：县住建局检查并督促整改"),
    ("水库大坝安全鉴定", "承接部门：县水利局。工作方式：县水利局组织专家鉴定"),
]


def _wuzu() -> Workbook:
    rows: list[Row] = [["五祖镇履行职责事项清单"], ["二〇二五年五月二十日"], ["一、基本履职事项清单"]]
    rows.append(["序号", "主题", "事项名称", "法律依据", "承办机构"])
    first = len(rows) + 1
    rows.extend(_numbered(_WUZU))
    last = len(rows)
    rows.append([""])
    rows.append(["二、配合履职事项清单"])
    second = len(rows)
    rows.append(["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责", "承办机构"])
    rows.extend(_numbered(_WUZU_WITH))
    rows.append(["三、上级部门收回事项清单"])
    third = len(rows)
    rows.append(["序号", "事项名称", "承接部门及工作方式"])
    rows.extend(_numbered(_WUZU_BACK))
    rows.append(["注：垅坪水库两项为五祖镇个性事项。"])
    book = _workbook()
    sheet = _sheet(book, "Sheet1", rows, (6, 16, 40, 50, 30, 22), first=True)
    _title(sheet, 1, "F")
    _title(sheet, 2, "F", bold=False)
    for row in (3, second, third):
        sheet.merge_cells(f"A{row}:F{row}")
    _merge_down(sheet, "B", first, last)
    return book


# 县区划表 -----------------------------------------------------------------------------------------------------------------

DIVISIONS = (
    ("42", "湖北省", "province", ""),
    ("4211", "黄冈市", "city", "42"),
    ("421127", "黄梅县", "county", "4211"),
    ("421127100", "黄梅镇", "township", "421127"),
    ("421127101", "孔垄镇", "township", "421127"),
    ("421127102", "小池镇", "township", "421127"),
    ("421127103", "下新镇", "township", "421127"),
    ("421127104", "大河镇", "township", "421127"),
    ("421127105", "停前镇", "township", "421127"),
    ("421127106", "五祖镇", "township", "421127"),
    ("421127107", "濯港镇", "township", "421127"),
    ("421127108", "蔡山镇", "township", "421127"),
    ("421127109", "新开镇", "township", "421127"),
    ("421127110", "独山镇", "township", "421127"),
    ("421127111", "分路镇", "township", "421127"),
    ("421127200", "柳林乡", "township", "421127"),
    ("421127201", "杉木乡", "township", "421127"),
    ("421127202", "苦竹乡", "township", "421127"),
    ("421127203", "刘佐乡", "township", "421127"),
)


def files() -> dict[str, bytes]:
    """File name → bytes of everything in ``examples/lists``."""
    made: dict[str, bytes] = {}
    for name, book in (
        ("黄梅县应急管理局权责清单.xlsx", _emergency()),
        ("黄梅县卫生健康局权责清单.xlsx", _health()),
        ("黄梅县住房和城乡建设局权责清单.xlsx", _housing()),
        ("黄梅县市场监督管理局职权目录.xlsx", _market()),
        ("小池镇履职事项清单.xlsx", _xiaochi()),
        ("五祖镇履职事项清单.xlsx", _wuzu()),
    ):
        out = io.BytesIO()
        book.save(out)
        made[name] = out.getvalue()
    made["农业农村局职权.csv"] = _farming()
    made["农业农村局职权.csv.yaml"] = FARMING_SIDECAR.encode()
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("code", "name", "level", "parent"), *DIVISIONS])
    made["黄梅县区划.csv"] = table.getvalue().encode()
    return made


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
