package org.afterword.simulator.entra;

/** The page where a tester types the code, plainly marked as no page of Microsoft's. */
final class LoginPage {
    private LoginPage() {}

    static String html(String said) {
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Device login (simulated)</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem }
              label { display: block; margin-top: 1rem }
              input { width: 100%%; box-sizing: border-box; padding: .5rem; font: inherit }
              button { margin: 1.5rem .5rem 0 0; padding: .5rem 1.25rem; font: inherit }
            </style>
            <h1>Enter code</h1>
            <p>This page simulates Microsoft's device login. Any account is accepted; no password is asked for.</p>
            <p role="status"><strong>%s</strong></p>
            <form method="post" action="/devicelogin">
              <label>Code <input name="code" autocomplete="off" autofocus></label>
              <label>Account <input name="account" value="admin@contoso.example"></label>
              <button name="approve" value="yes">Sign in</button>
              <button name="cancel" value="yes">Cancel</button>
            </form>
            </html>
            """.formatted(said);
    }
}
