-- 收到的文件里有错、没有收进来的行。
-- 单位：行
-- 条件：area purpose code of_rosters
select i.purpose, i.subject, r.row as place, i.area, r.sheet, r.column as named, r.code,
  case i.purpose when 'roster' then 'yes' else 'no' end as of_rosters
from documents_rowerror r join documents_intake i on i.id = r.intake_id
where r.first
