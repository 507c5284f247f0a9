-- 申领补贴的学员，一人一件算一笔。
-- 单位：笔
-- 条件：area year class claim kind line_state institution payee
select c.number as claim, e.row as place, l.area, extract(year from t.ends_on)::int as year,
  t.number as class, t.institution_number as institution, b.number as payee, c.kind,
  l.state as line_state, e.shown_identity
from claims_line l join claims_claim c on c.id = l.claim_id
join classes_trainingclass t on t.id = c.training_id
join enrolment_enrolment e on e.id = l.enrolment_id join institutions_body b on b.id = c.payee_id
