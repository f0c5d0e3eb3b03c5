internal import LinuxSystem

extension ConsoleReport {
    /// What is still at it: a line for each task, with its hosts.
    func lines(of tasks: [RunningTask]) -> [String] {
        var titles: [String] = []
        for task in tasks where !titles.contains(task.task) { titles.append(task.task) }
        return titles.map { title in
            let own = tasks.filter { $0.task == title }
            let elapsed = own.map(\.elapsed).max() ?? .zero
            let hosts = own.map(\.host).joined(separator: ", ")
            return "still running for \(seconds(elapsed)): [\(hosts)] \(title)"
        }
    }

    /// Says that the operator ended the run, what was at it, and what the next run has to do.
    func report(interruptedIn tasks: [RunningTask], _ waiting: [WaitingHandler]) {
        say("[ERROR]: User interrupted execution", .failed, isForErrors: true)
        for task in tasks {
            let elapsed = seconds(task.elapsed)
            say("in flight for \(elapsed): [\(task.host)] \(task.task)", .unreachable)
        }
        for handler in waiting {
            say(
                "handler that waits for the next run: [\(handler.host)] \(handler.handler)",
                .changed
            )
        }
    }

    private func seconds(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}
