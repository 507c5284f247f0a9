-- 公示过的补贴，每次公示的每一笔。
-- 单位：分
-- 条件：area notice day
select n.number as notice, l.number as place, n.area, n.opened_on as day, l.shown_identity,
  l.shown_text, l.fen
from notices_line l join notices_notice n on n.id = l.notice_id
