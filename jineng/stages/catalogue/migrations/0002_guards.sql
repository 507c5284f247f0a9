call keep_trail_of('catalogue_edition');
call keep_trail_of('catalogue_standard');
call only_ever_added('catalogue_edition');
call only_ever_added('catalogue_standard');
grant select, insert on catalogue_edition, catalogue_standard to jineng_app;
