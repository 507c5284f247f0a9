-- 对公示提出的异议。
-- 单位：件
-- 条件：area notice answer_state day
select n.number as notice, l.number as place, n.area,
  (o.lodged_at at time zone 'Asia/Shanghai')::date as day, o.id as objection,
  case o.upheld when true then 'upheld' when false then 'rejected' else 'open' end as answer_state
from notices_objection o join notices_line l on l.id = o.line_id
join notices_notice n on n.id = l.notice_id
