-- 各资金账户里的钱；每一笔分录离开一个账户、进入另一个账户，两边各列一行。
-- 单位：分
-- 条件：area year fund account movement day
select (e.at at time zone 'Asia/Shanghai')::date as day, e.id as entry, f.area, f.year,
  f.id as fund, f.name as fund_name, e.movement, s.account, s.fen, e.subject
from funds_entry e join funds_fund f on f.id = e.fund_id
cross join lateral (values
  (case e.source when 'outside' then 'appropriated' else e.source end,
   case e.source when 'outside' then e.fen else -e.fen end),
  (case e.target when 'outside' then 'appropriated' else e.target end,
   case e.target when 'outside' then -e.fen else e.fen end)
) as s (account, fen)
