call keep_trail_of('regions_region', 'code');
grant select, insert on regions_region to jineng_app;
