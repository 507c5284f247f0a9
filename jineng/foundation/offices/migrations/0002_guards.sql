-- Accounts are made and signed in to; who somebody is, where and as what is not edited by the app.
call keep_trail_of('offices_office');
call keep_trail_of('offices_post');
call keep_trail_of('offices_officer');
call never_deleted('offices_officer');
grant select, insert on offices_office, offices_post, offices_officer to jineng_app;
grant update (last_login, password) on offices_officer to jineng_app;
-- Signing in: Django's own tables.
grant select, insert, update, delete on django_session to jineng_app;
grant select on django_migrations, django_content_type to jineng_app;
