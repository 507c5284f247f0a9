-- 开班占用里已经核定用去或者解除的钱。
-- 单位：分
-- 条件：area year fund class
select h.training_number as class, h.subject, h.area, f.year, f.id as fund, f.name as fund_name,
  h.used_fen as fen
from funds_hold h join funds_fund f on f.id = h.fund_id
where h.used_fen > 0
