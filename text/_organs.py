"""The words that organs are called by in provisions: whole names, words that leave open which organ is meant, levels, and what joins them.

Facts of institution: 宪法 chapter 3, 国务院组织法, 地方各级人民代表大会和地方各级人民政府组织法, 人民法院组织法, 人民检察院组织法, 监察法, 村民委员会组织法, 城市居民委员会组织法.
"""

from __future__ import annotations

# Governments. 国务院 is one of the national level (宪法 art. 85).
GOVERNMENTS: dict[str, str] = {
    "人民政府": "",
    "国务院": "national",
    "中央人民政府": "national",
    "行政公署": "city",
    "政府": "",
    "市政府": "city",
    "省政府": "province",
    "县政府": "county",
    "区政府": "county",
    "镇政府": "township",
    "乡政府": "township",
    "乡镇政府": "township",
    "地方政府": "",
    "各级政府": "all",
    "本级政府": "",
    "上级政府": "",
    "当地政府": "",
    "同级政府": "",
    "下级政府": "",
    "所在地政府": "",
    "政府部门": "",
}

# Whole names: word → (function, level). "" where the name tells none.
ORGANS: dict[str, tuple[str, str]] = {
    "公安机关": ("public_security", ""),
    "公安机关交通管理部门": ("traffic_police", ""),
    "交通警察": ("traffic_police", ""),
    "人民警察": ("public_security", ""),
    "公安派出所": ("public_security", "township"),
    "国家安全机关": ("state_security", ""),
    "人民法院": ("court", ""),
    "最高人民法院": ("court", "national"),
    "高级人民法院": ("court", "province"),
    "中级人民法院": ("court", "city"),
    "基层人民法院": ("court", "county"),
    "海事法院": ("court", "city"),
    "知识产权法院": ("court", "city"),
    "军事法院": ("court", ""),
    "专门人民法院": ("court", ""),
    "人民检察院": ("procuratorate", ""),
    "最高人民检察院": ("procuratorate", "national"),
    "检察机关": ("procuratorate", ""),
    "军事检察院": ("procuratorate", ""),
    "监察机关": ("discipline", ""),
    "监察委员会": ("discipline", ""),
    "国家监察委员会": ("discipline", "national"),
    "审判机关": ("court", ""),
    "法院": ("court", ""),
    "检察院": ("procuratorate", ""),
    "常务委员会工作机构": ("congress", ""),
    "常务委员会办事机构": ("congress", ""),
    "常务委员会有关工作机构": ("congress", ""),
    "常务委员会法制工作委员会": ("congress", ""),
    "常务委员会主任会议": ("congress", ""),
    "各专门委员会": ("congress", ""),
    "有关的专门委员会": ("congress", ""),
    "有关专门委员会": ("congress", ""),
    "全国人民代表大会": ("congress", "national"),
    "全国人民代表大会常务委员会": ("congress", "national"),
    "全国人民代表大会及其常务委员会": ("congress", "national"),
    "全国人大常委会": ("congress", "national"),
    "人民代表大会": ("congress", ""),
    "人民代表大会常务委员会": ("congress", ""),
    "人民代表大会及其常务委员会": ("congress", ""),
    "人大常委会": ("congress", ""),
    "常务委员会": ("congress", ""),
    "主任会议": ("congress", ""),
    "委员长会议": ("congress", "national"),
    "主席团": ("congress", ""),
    "法制工作委员会": ("congress", ""),
    "法制委员会": ("congress", ""),
    "宪法和法律委员会": ("congress", "national"),
    "专门委员会": ("congress", ""),
    "人民政治协商会议": ("cppcc", ""),
    "街道办事处": ("subdistrict", "township"),
    "村民委员会": ("villagers_committee", "village"),
    "居民委员会": ("residents_committee", "village"),
    "村（居）民委员会": ("villagers_committee residents_committee", "village"),
    "村(居)民委员会": ("villagers_committee residents_committee", "village"),
    "居（村）民委员会": ("residents_committee villagers_committee", "village"),
    "居(村)民委员会": ("residents_committee villagers_committee", "village"),
    "村委会": ("villagers_committee", "village"),
    "居委会": ("residents_committee", "village"),
    "中央军事委员会": ("armed_forces", "national"),
    "中央军委": ("armed_forces", "national"),
    "军事机关": ("armed_forces", ""),
    "军队有关部门": ("armed_forces", ""),
    "中国人民解放军": ("armed_forces", "national"),
    "人民解放军": ("armed_forces", ""),
    "人民武装警察部队": ("armed_forces", ""),
    "中国人民武装警察部队": ("armed_forces", "national"),
    "武装警察部队": ("armed_forces", ""),
    "军区": ("armed_forces", ""),
    "战区": ("armed_forces", ""),
    "军分区": ("armed_forces", "city"),
    "警备区": ("armed_forces", ""),
    "卫戍区": ("armed_forces", "province"),
    "省军区": ("armed_forces", "province"),
    "人民武装部": ("military", "county"),
    "人民武装委员会": ("military", ""),
    "兵役机关": ("military", ""),
    "征兵办公室": ("military", ""),
    "海关": ("customs", ""),
    "海关总署": ("customs", "national"),
    "中国人民银行": ("central_bank", "national"),
    "人民银行": ("central_bank", ""),
    "中国证监会": ("securities", "national"),
    "中国银保监会": ("bank_insurance", "national"),
    "中国银监会": ("banking", "national"),
    "中国保监会": ("insurance", "national"),
    "国家税务总局": ("tax", "national"),
    "税务机关": ("tax", ""),
    "审计署": ("audit", "national"),
    "审计机关": ("audit", ""),
    "国家外汇管理局": ("forex", "national"),
    "外汇管理机关": ("forex", ""),
    "海警机构": ("coast_guard", ""),
    "中国海警局": ("coast_guard", "national"),
    "监狱": ("justice", ""),
    "监狱管理机关": ("justice", ""),
    "看守所": ("public_security", ""),
    "边防检查机关": ("immigration", ""),
    "出入境边防检查机关": ("immigration", ""),
    "出入境检验检疫机构": ("inspection_quarantine", ""),
    "移民管理机构": ("immigration", ""),
    "国家移民管理机构": ("immigration", "national"),
    "消防救援机构": ("fire_rescue", ""),
    "公安机关消防机构": ("fire_police", ""),
    "公安消防机构": ("fire_police", ""),
    "消防机构": ("fire_rescue", ""),
    "国家综合性消防救援队": ("fire_rescue", ""),
    "海事管理机构": ("maritime", ""),
    "海事机构": ("maritime", ""),
    "气象主管机构": ("weather", ""),
    "气象台站": ("weather", ""),
    "疾病预防控制机构": ("disease_control", ""),
    "卫生监督机构": ("health", ""),
    "动物卫生监督机构": ("animal_health", ""),
    "动物疫病预防控制机构": ("animal_husbandry", ""),
    "植物检疫机构": ("plant_protection", ""),
    "渔政监督管理机构": ("fishery", ""),
    "渔业执法机构": ("fishery", ""),
    "渔政渔港监督管理机构": ("fishery", ""),
    "社会保险经办机构": ("social_insurance", ""),
    "医疗保障经办机构": ("medical_insurance", ""),
    "社会保险费征收机构": ("social_insurance", ""),
    "公共就业服务机构": ("hr_social_security", ""),
    "劳动能力鉴定委员会": ("hr_social_security", ""),
    "劳动争议仲裁委员会": ("hr_social_security", ""),
    "劳动人事争议仲裁委员会": ("hr_social_security", ""),
    "救助管理机构": ("civil_affairs", ""),
    "救助管理站": ("civil_affairs", ""),
    "婚姻登记机关": ("civil_affairs", ""),
    "收养登记机关": ("civil_affairs", ""),
    "户口登记机关": ("public_security", ""),
    "公司登记机关": ("market_supervision", ""),
    "企业登记机关": ("market_supervision", ""),
    "市场主体登记机关": ("market_supervision", ""),
    "不动产登记机构": ("land_registration", ""),
    "房屋登记机构": ("land_registration", ""),
    "社区矫正机构": ("justice", ""),
    "法律援助机构": ("justice", ""),
    "公证机构": ("", ""),
    "强制隔离戒毒场所": ("anti_drug", ""),
    "公路管理机构": ("road", ""),
    "道路运输管理机构": ("road_transport", ""),
    "航道管理机构": ("ports", ""),
    "港口管理机构": ("ports", ""),
    "流域管理机构": ("river_basin", ""),
    "防汛抗旱指挥机构": ("flood_control", ""),
    "防汛指挥机构": ("flood_control", ""),
    "档案馆": ("archives", ""),
    "工会": ("unions", ""),
    "工会组织": ("unions", ""),
    "残疾人组织": ("disabled", ""),
    "残疾人联合会组织": ("disabled", ""),
    "总工会": ("unions", ""),
    "全国总工会": ("unions", "national"),
    "中华全国总工会": ("unions", "national"),
    "共青团": ("youth", ""),
    "共产主义青年团": ("youth", ""),
    "中国共产主义青年团": ("youth", ""),
    "共青团组织": ("youth", ""),
    "妇女联合会": ("women", ""),
    "妇联": ("women", ""),
    "妇女组织": ("women", ""),
    "残疾人联合会": ("disabled", ""),
    "残联": ("disabled", ""),
    "红十字会": ("red_cross", ""),
    "中国红十字会": ("red_cross", "national"),
    "科学技术协会": ("science_association", ""),
    "科协": ("science_association", ""),
    "工商业联合会": ("industry_association", ""),
    "归国华侨联合会": ("overseas_chinese", ""),
    "机构编制部门": ("staffing", ""),
    "组织编制机关": ("staffing", ""),
    "城市管理综合行政执法部门": ("urban_management", ""),
    "外交部": ("foreign_affairs", "national"),
    "驻外外交机构": ("foreign_affairs", ""),
    "驻外使馆、领馆": ("foreign_affairs", ""),
}

# Words that leave open which organ is meant: the rest of the law may tell.
ABSTRACT: tuple[str, ...] = tuple(
    """
    有关部门 相关部门 各部门 各有关部门 有关主管部门 主管部门 行政主管部门 有关行政主管部门 相关行政主管部门 业务主管部门 行业主管部门 相关主管部门 监督管理部门 行政管理部门
    有关行政管理部门 行政部门 有关行政部门 管理部门 监管部门 行业监管部门 行政监督部门 有关行政监督部门 执法部门 行政执法部门 工作部门 所属部门 职能部门 组成部门 直属部门 其他部门
    政府有关部门 政府部门 有关政府部门 监督检查部门 发证部门 审批部门 原审批部门 原发证部门 许可部门 登记部门 综合执法部门 授权的部门 指定的部门 确定的部门 规定的部门 委托的部门
    授权部门 有关单位主管部门 行业管理部门 有关监督管理部门 相关监督管理部门 有关管理部门 相关管理部门 其他有关部门 其他相关部门 其他有关主管部门 其他行政主管部门 负责监督管理的部门
    行政机关 有关行政机关 国家机关 有关国家机关 有关机关 相关机关 有权机关 主管机关 有关主管机关 上级机关 任免机关 发证机关 原发证机关 审批机关 原审批机关 批准机关 原批准机关 许可机关
    原许可机关 行政许可机关 决定机关 处罚机关 行政处罚机关 复议机关 行政复议机关 赔偿义务机关 执法机关 行政执法机关 监督机关 登记机关 登记管理机关 原登记机关 征收机关 备案机关 颁证机关
    核发机关 管理机关 办案机关 侦查机关 司法机关 执行机关 制定机关 裁决机关 受理机关 政法机关 立法机关 检验检疫机关 行政监察机关 复核机关 审查机关 强制执行机关 行政强制机关
    指定的机构 授权的机构 确定的机构 委托的机构 指定的机关 授权的机关 监督管理机构 管理机构 主管机构 登记机构 经办机构 监管机构 执法机构 派出机构 派出机关 监督机构 行政机构
    派出部门 行政复议机构 事业单位登记管理机关 作出处罚决定的机关 作出处罚决定的部门 作出决定的机关 履行出资人职责的机构 业务主管单位 指挥机构 应急指挥机构
    """.split()
)
# Of these, what names one organ in one law, so that the law's own statement of its competent organ tells which.
DEFINABLE = frozenset(
    """主管部门 行政主管部门 监督管理部门 行政管理部门 行政部门 管理部门 监管部门 执法部门 主管机关 登记机关 登记管理机关 登记机构 管理机构 监督管理机构 主管机构 经办机构 发证机关 原发证机关 许可机关
    审批机关 征收机关 发证部门 审批部门 监管机构 执法机构 监督机构 管理机关 监督机关 执法机关 行政执法机关 指挥机构 应急指挥机构 监督检查部门""".split()
)
# Bare, these are an actor only where the law says which it is, or a level stands before them.
WEAK = frozenset(
    "管理机构 监督机构 登记机构 经办机构 派出机构 派出机关 行政机构 授权部门 指挥机构 应急指挥机构 政府部门 监管机构 执法机构".split()
)

# What may stand between a function and the word for organ: 渔业(行政)主管部门, 社会保险(经办)机构.
OFFICE = (
    r"(?:(?:行政|主管|管理|监督|监管|执法|综合|稽查|监察|经办|登记|工作|业务|事务|行业|职能|和信息化|协调|检查|检验|指导|服务|促进|防治|预防|控制|保护|建设|规划|开发|许可|征收|产业|方面|"
    r"有关|相关|其他|专门|所属|领域|等){0,5})"
)
ENDS = r"(?:部门|机关|总局|管理局|监督局|委员会|办公室|办公厅|指挥部|总队|支队|大队|中心|局|厅|委(?![托员任派])|办(?![法理公事证学])|署(?![名]))"
# 机构 alone would make an organ of every school and bank: it needs a word of administration before it.
AGENCY = r"(?:(?:行政|主管|监督|管理|监管|执法|综合|稽查|监察|经办|登记|监理|监测|救援|工作|指挥){1,4}机构)"

# Pieces that name a field in a provision but would mislead in a body's name, or that only provisions use: word → (functions, level).
FIELDS: dict[str, tuple[str, str]] = {
    "军事": ("armed_forces", ""),
    "军队": ("armed_forces", ""),
    "军需": ("armed_forces", ""),
    "军事领导指挥": ("armed_forces", ""),
    "经济信息": ("industry_it", ""),
    "市政务服务": ("gov_services", "city"),
    "人事": ("personnel", ""),
    "法制": ("legal_affairs", ""),
    "残疾人": ("disabled", ""),
}

# Words that hold the name of an organ and are none.
NO_ORGANS: tuple[str, ...] = tuple(
    """
    中国人民解放军军人 人民解放军军人 武装警察部队官兵 国务院令 国务院总理 国务院公报 人民政府令 人民法院报 人民法院公告网 海关监管区 海关监管场所 海关特殊监管区域 海关手续 海关税则 海关统计
    工会会员 工会主席 工会经费 工会法人 工会干部 军事机关工作人员 内部门 各部门规章 部门规章 政府部门规章 人民政府规章 地方政府规章 政府规章 审计机关负责人 人民警察证 人民警察院校 公安机关人民警察
    村民委员会成员 居民委员会成员 村民委员会主任 村民委员会选举 居民委员会选举 国家机关工作人员 行政机关工作人员 国家机关事业单位 机关事业单位 监狱人民警察 审计机关工作人员
    共产党和国家机关 人民法院生效 人民政府工作报告
    """.split()
)
