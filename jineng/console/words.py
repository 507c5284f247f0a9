"""What are acts, papers and records called on a page?"""

ACTS = {
    "assessment.import_results": "导入评价成绩",
    "attendance.import_punches": "导入考勤打卡",
    "catalogue.import_catalogue": "导入职业工种目录",
    "certificates.import_certificates": "导入证书",
    "claims.answer_objection": "答复异议",
    "claims.decide": "复核并核定",
    "claims.import_earlier": "导入既往补贴",
    "claims.put_on_notice": "张贴公示",
    "claims.review": "初审通过",
    "claims.submit": "申领补贴",
    "classes.answer": "办理开班审核",
    "classes.apply": "申请开班",
    "documents.put_in_force": "规则生效",
    "employment.import_insured": "导入社保参保",
    "employment.import_pensions": "导入养老待遇",
    "enrolment.import_roster": "导入花名册",
    "funds.appropriate": "下达资金",
    "holds.lift": "恢复拨付",
    "holds.place": "暂停拨付",
    "institutions.import_assessors": "导入考核评价机构名单",
    "institutions.import_institutions": "导入培训机构名单",
    "notices.publish": "发布公示",
    "payments.confirm": "复核批次",
    "payments.order": "制单",
    "payments.own_unknown": "认领不明结果",
    "payments.read_answer": "导入银行文件",
    "payments.resolve_unknown": "核实不明结果",
    "payments.send": "送银行",
    "payments.settle": "对平批次",
}

PAPERS = {
    "application": "开班申请",
    "assessors": "考核评价机构名单",
    "bank": "银行文件",
    "catalogue": "职业工种目录及补贴标准",
    "certificates": "证书",
    "earlier": "既往补贴",
    "institutions": "培训机构名单",
    "insured": "社保参保",
    "pensions": "养老待遇",
    "punches": "考勤打卡",
    "results": "评价成绩",
    "roster": "花名册",
}

QUESTIONS = {
    "assessment_subsidy": "职业技能评价补贴",
    "class_opening": "开班审核",
    "training_subsidy": "职业培训补贴",
}

RECORDS = {
    "claims.Decision": "核定",
    "funds.Fund": "资金渠道",
    "payments.Attempt": "拨付",
}
