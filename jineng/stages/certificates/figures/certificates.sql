-- 发出的证书，按证书类型和等级可以分开看。
-- 单位：张
-- 条件：area year class institution occupation level kind day
select t.number as class, e.row as place, e.area, extract(year from c.issued_on)::int as year,
  c.issued_on as day, t.institution_number as institution, t.occupation, t.level, c.kind,
  e.shown_identity
from certificates_certificate c join enrolment_enrolment e on e.id = c.enrolment_id
join classes_trainingclass t on t.id = e.training_id
