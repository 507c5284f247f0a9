/* 补贴审核页的快捷键。没有这个文件，页面照样能用：每个动作都有看得见的链接或按钮。 */
(function () {
  'use strict';
  var OFF = 'claim-keys-off';

  function off() {
    try { return window.localStorage.getItem(OFF) === '1'; } catch (e) { return false; }
  }

  function follow(selector) {
    var link = document.querySelector(selector);
    if (link) { link.click(); }
  }

  function choose(place) {
    var ways = document.querySelectorAll('.judge input[name="choice"]');
    if (ways[place - 1]) {
      ways[place - 1].checked = true;
      ways[place - 1].focus();
      mark();
    }
  }

  function mark() {
    document.querySelectorAll('.rad label').forEach(function (label) {
      var way = label.querySelector('input');
      label.classList.toggle('on', way.checked);
    });
  }

  function help() {
    var keys = document.getElementById('keys');
    if (keys) { keys.open = !keys.open; }
  }

  var acts = {
    j: function () { follow('a[rel="next"]'); },
    k: function () { follow('a[rel="prev"]'); },
    n: function () { follow('a[data-next]'); },
    e: function () {
      var reason = document.getElementById('reason') || document.getElementById('because');
      if (reason) { reason.focus(); }
    },
    '?': help
  };

  function typing(target) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(radio|checkbox)$/.test(target.type);
  }

  document.addEventListener('keydown', function (event) {
    var keys = document.getElementById('keys');
    if (event.key === 'Escape') {
      if (typing(event.target)) { event.target.blur(); } else if (keys) { keys.open = false; }
      return;
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      var form = document.querySelector('form.judge');
      if (form && form.reportValidity()) { form.submit(); }
      return;
    }
    if (off() || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^[1-4]$/.test(event.key)) {
      event.preventDefault();
      choose(Number(event.key));
    } else if (acts[event.key.toLowerCase()]) {
      event.preventDefault();
      acts[event.key.toLowerCase()]();
    }
  });

  document.addEventListener('change', function (event) {
    if (event.target.id === 'keys-on') {
      try { window.localStorage.setItem(OFF, event.target.checked ? '0' : '1'); } catch (e) { return; }
    }
    mark();
  });

  var current = document.querySelector('.plist a[aria-current]');
  if (current) {
    var list = current.parentNode;
    var below = current.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
    if (below > 0) { list.scrollTop += below + 90; }
  }
  var on = document.getElementById('keys-on');
  if (on) { on.checked = !off(); }
  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });
  mark();
}());
