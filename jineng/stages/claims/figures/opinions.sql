-- 办理人员对申领明细的判断，每判断一次算一笔；盲评的没有显示系统结论，可以比对人和系统是不是一致。
-- 单位：笔
-- 条件：area year class claim kind choice suggested shown agrees
select c.number as claim, e.row as place, o.area, extract(year from t.ends_on)::int as year,
  t.number as class, c.kind, o.choice, o.suggested, case when o.shown then 'yes' else 'no' end as shown,
  case when o.choice = o.suggested then 'yes' else 'no' end as agrees, o.id as opinion,
  e.shown_identity
from claims_opinion o join claims_line l on l.id = o.line_id
join claims_claim c on c.id = l.claim_id join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = l.enrolment_id
