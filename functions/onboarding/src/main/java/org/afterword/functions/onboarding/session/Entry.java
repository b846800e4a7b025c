package org.afterword.functions.onboarding.session;

/**
 * A session as a browser enters it.
 *
 * @param secret what the browser has to bring from now on
 * @param changed whether that is another one than it brought, which is good for nothing but to be told
 */
public record Entry(ConnectSession session, SessionSecret secret, boolean changed) {}
