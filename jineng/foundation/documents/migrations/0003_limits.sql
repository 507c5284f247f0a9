-- Figures of internal control that guards keep to, each with its source. The application reads
-- them; a place with rules of its own sets them as the owner, by a migration.
call keep_trail_of('documents_limit');
call only_ever_added('documents_limit');
grant select on documents_limit to jineng_app;
insert into documents_limit (name, above_fen, number, source) values
  ('account_wait_days', 0, 10, '系统缺省：账户变更等待十日，启用前按本单位内部控制制度核定'),
  ('own_unknown_work_days', 0, 2, '系统缺省：结果不明两个工作日内认领，启用前按本单位内部控制制度核定'),
  ('signatures', 0, 2, '系统缺省：制单、复核两人，启用前按本单位财务审批权限核定'),
  ('signatures', 100000000, 3, '系统缺省：一百万元起三人签，启用前按本单位财务审批权限核定'),
  ('signatures', 500000000, 4, '系统缺省：五百万元起四人签，启用前按本单位财务审批权限核定');
create function limit_of(called text, fen bigint) returns int language sql stable
  set search_path = public, pg_temp as $$
  select l.number::int from documents_limit l where l.name = called and l.above_fen <= fen
  order by l.above_fen desc limit 1
$$;
grant execute on function limit_of(text, bigint) to jineng_app;
