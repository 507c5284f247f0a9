-- 收到并导入的文件，同一个文件导入几处都只算一个。
-- 单位：个，file 相同的只计一次
-- 条件：area purpose
select i.purpose, i.subject, i.area, i.file_id as file, i.good, i.bad
from documents_intake i
