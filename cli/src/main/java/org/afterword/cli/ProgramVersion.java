package org.afterword.cli;

import org.afterword.process.settings.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"afterword " + Version.text()};
    }
}
