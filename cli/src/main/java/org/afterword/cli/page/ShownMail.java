package org.afterword.cli.page;

import java.nio.file.Path;

/**
 * One mail as the page lists it.
 *
 * @param number from 1, in the order of sending
 * @param title what is special about it, or the name of the file it came from
 * @param kind {@code new}, {@code reply}, {@code forward}, or empty where nothing was decided about it
 * @param decision {@code signed} or {@code left alone}
 * @param why the rule, or the reason
 * @param milliseconds from the first byte that was sent to the last that came back
 * @param before the file with the bytes that were sent
 * @param after the file with the bytes that came back
 */
public record ShownMail(
        int number,
        String title,
        String from,
        String to,
        String subject,
        String kind,
        String decision,
        String why,
        long milliseconds,
        Path before,
        Path after) {}
