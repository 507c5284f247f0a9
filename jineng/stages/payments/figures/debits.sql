-- 银行说付出去的钱，回盘和对账单里同一个流水号只算一次。
-- 单位：分
-- 条件：area fund batch
select distinct on (b.number, k.reference) b.number as batch, k.reference, k.area,
  b.fund_id as fund, k.fen
from payments_bankline k join payments_answer w on w.id = k.answer_id
join payments_batch b on b.id = w.batch_id
where k.paid order by b.number, k.reference, k.id desc
