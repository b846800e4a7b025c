package org.afterword.cli.command;

import java.util.List;

/** One command of {@code ./afterword}. */
public interface Command {
    /**
     * Runs the command.
     *
     * @param words what follows the command's name
     * @return the exit code: 0, or 1 if something went wrong that has been reported
     * @throws UsageException if the words are wrong
     * @throws Exception for what nobody foresaw; it is shown in one line
     */
    int run(List<String> words) throws Exception;
}
