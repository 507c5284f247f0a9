-- Nobody who acted on the line or on its claim answers the objection to it: who claimed, reviewed,
-- decided or had it opened again. To have answered an earlier objection is no such act.
create or replace function objection_is_answered_by_another() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (
      select 1 from claims_posting p join claims_decision s on s.id = p.decision_id
      join claims_line l on l.id = s.line_id join claims_claim c on c.id = l.claim_id
      join claims_decision d on d.line_id = l.id
      left join claims_reopening r on r.decision_id = d.supersedes_id
      join offices_officer o on o.id in (c.submitted_by_id, c.reviewed_by_id, r.asked_by_id)
        or o.id in (d.maker_id, d.checker_id) and (d.outcome <> 'revoked' or r.id is not null)
      join offices_officer a on a.natural_person = o.natural_person
      where p.notice_line_id = new.line_id and a.id = new.answered_by_id) then
    raise exception 'an objection is not answered by the officer concerned' using errcode = 'J0N05';
  end if;
  return new;
end $$;
