interface Launch {
  readonly what?: string;
  readonly person?: string | null;
  readonly name?: string | null;
  readonly channel?: string | null;
}

/** What is in the fields of a submitted launcher, by block_id and action_id. */
export function launcherValues({ what = 'who', person = null, name = null, channel = 'C0HELPDESK' }: Launch) {
  return {
    launcher_what: { launcher_what: { type: 'static_select', selected_option: { value: what } } },
    launcher_person: { launcher_person: { type: 'users_select', selected_user: person } },
    launcher_name: { launcher_name: { type: 'plain_text_input', value: name } },
    launcher_channel: {
      launcher_channel: { type: 'conversations_select', selected_conversation: channel },
    },
  };
}

/** A submission of the launcher, by Helga. */
export function aLaunch(launch: Launch) {
  return {
    type: 'view_submission',
    user: { id: 'U0HELGA', team_id: 'T0HOME', name: 'helga' },
    team: { id: 'T0HOME', domain: 'acme' },
    trigger_id: 'T1',
    view: {
      id: 'V1',
      type: 'modal',
      callback_id: 'launcher',
      private_metadata: '',
      state: { values: launcherValues(launch) },
      blocks: [],
    },
  };
}
