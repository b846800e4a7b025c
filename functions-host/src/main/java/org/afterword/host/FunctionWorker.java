package org.afterword.host;

/**
 * The process in which the host lets functions run: it makes their objects, and the host may end it. In Azure that is the Java
 * worker; several of them on one {@link QueueService} are the instances of an app.
 */
@FunctionalInterface
public interface FunctionWorker {
    /**
     * Makes the object for one call of a function.
     *
     * @throws Exception if there is none; the call has failed then
     */
    default Object newObject(Class<?> type) throws Exception {
        return type.getConstructor().newInstance();
    }

    /**
     * Ends this process and whatever it has in hand. Called once, on a thread of the runner, which takes nothing more and
     * settles nothing more.
     *
     * @param why for the log
     */
    void end(String why);
}
