-- 我方记已付与银行扣款不同的批次，相差多少。
-- 单位：分
-- 条件：area fund batch
select s.batch, s.area, s.fund, s.ours, s.theirs, abs(s.ours - s.theirs) as fen
from (
  select b.number as batch, b.area, b.fund_id as fund,
    coalesce((select sum(l.fen) from payments_attempt a join payments_line l on l.id = a.line_id
              where a.batch_id = b.id and a.state = 'paid'), 0)::bigint as ours,
    coalesce((select sum(x.fen) from (
      select distinct on (k.reference) k.fen from payments_bankline k
      join payments_answer w on w.id = k.answer_id
      where w.batch_id = b.id and k.paid order by k.reference, k.id desc) x), 0)::bigint as theirs
  from payments_batch b
) s where s.ours <> s.theirs
