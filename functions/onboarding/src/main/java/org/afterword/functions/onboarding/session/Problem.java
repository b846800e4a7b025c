package org.afterword.functions.onboarding.session;

/**
 * What went wrong, in words for people.
 *
 * @param advice what to do about it
 */
public record Problem(String text, String advice) {}
